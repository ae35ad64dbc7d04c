using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Values;

public sealed class SizeSymbolTests
{
    private static readonly Dim H = Dim.Symbol("H");
    private static readonly Dim N = Dim.Symbol("N");

    /// <summary>Symbols of every kind but those that are equal to themselves alone.</summary>
    private static readonly Func<ValueId, Dim>[] Makers = [
        _ => H,
        root => H.WithScope(root.Scope("A.Net.F")),
        root => H.WithScope(root.Code("F")),
        _ => new SizeFact(4, 8).Size("H"),
        root => root.Named("x").Size(1),
        root => root.Named("x").Size(-1),
        root => root.Named("x").NewSize(1),
        root => root.Named("x").Rank,
        root => root.Named("x").ElementCount,
        root => root.Named("n").Number(isSize: true),
        root => root.Named("n").Number(isSize: false),
        root => (H - Dim.One).FloorDivide(root.Named("x").Size(0)),
        root => (H - root.Named("n").Number(isSize: false)).CutDivide(Dim.Of(3)),
        root => Dim.Max(H, root.Named("x").Size(0)),
        root => Dim.Min(H, root.Named("x").Size(0)),
        root => H.Sliced(root.Named("x").Size(0), N, 1),
        root => H.Sliced(root.Named("x").Size(0), null, 1),
        root => H.Sliced(root.Named("x").Size(0), N, 2),
        root => root.Named("x").Part(0).Size(1),
        root => root.Named("x").Part("each").Size(1)];

    [Fact]
    public void Symbols_that_say_the_same_are_equal()
    {
        var root = ValueId.NewRoot();
        var dims = Makers.Select(m => m(root)).ToList();

        Assert.Equal(dims, Makers.Select(m => m(root)));
        Assert.Equal(dims.Select(d => d.GetHashCode()), Makers.Select(m => m(root).GetHashCode()));
        Assert.Equal(dims.Count, dims.Distinct().Count());
        Assert.All(dims, d => Assert.Equal(Dim.Zero, d - d));
    }

    [Fact]
    public void The_normal_form_does_not_depend_on_who_was_made_first()
    {
        var (first, second) = (ValueId.NewRoot(), ValueId.NewRoot());
        var dims = Makers.Select(m => m(first)).ToList();
        var reversed = Makers.Reverse().Select(m => m(second)).Reverse().ToList();

        Assert.Equal(Sum(dims).ToString(), Sum(reversed).ToString());
        Assert.Equal(Sum(dims), Sum(Enumerable.Reverse(dims)));
        Assert.Equal(Product(dims.Take(9)), Product(dims.Take(9).Reverse()));
        Assert.Equal(
            dims.Select(a => dims.Count(b => b.CompareTo(a) < 0)), reversed.Select(a => reversed.Count(b => b.CompareTo(a) < 0)));
        Assert.Equal((Sum(dims) - H).Solved()!.Value.Symbol.Text, (Sum(reversed) - H).Solved()!.Value.Symbol.Text);
    }

    [Fact]
    public void A_person_reads_a_question_mark_for_what_has_no_name_in_the_source()
    {
        var root = ValueId.NewRoot();
        var x = root.Scope("A.Net.F").Named("x");

        Assert.Equal("(x.shape[1] - 1)/2 + 1", ((x.Size(1) - Dim.One).FloorDivide(Dim.Of(2)) + Dim.One).Display);
        Assert.Equal("trunc((H - n)/(3))", (H - root.Named("n").Number(isSize: false)).CutDivide(Dim.Of(3)).Display);
        Assert.Equal("int trunc((H - int n)/(3))", (H - root.Named("n").Number(isSize: false)).CutDivide(Dim.Of(3)).ToString());
        Assert.Equal("max(x.dim(), H)", Dim.Max(x.Rank, H).Display);
        Assert.Equal("?", (x.Part(0).Size(1) + H).Display);
        Assert.Equal("?", (H + Dim.One).FloorDivide(x.Part(0).Size(1)).Display);
    }

    [Fact]
    public void What_is_computed_from_a_number_that_may_be_negative_may_be_so()
    {
        var n = ValueId.NewRoot().Named("n").Number(isSize: false);

        Assert.False((H - Dim.One).FloorDivide(Dim.Of(2)).MayBeNegative);
        Assert.True((H + n).FloorDivide(Dim.Of(2)).MayBeNegative);
        Assert.True(H.FloorDivide(n).MayBeNegative);
        Assert.True((H.FloorDivide(n) + Dim.One).FloorDivide(Dim.Of(2)).MayBeNegative);
        Assert.True(H.Sliced(n, N, 1).MayBeNegative);
        Assert.True(Dim.Max(H, n).MayBeNegative);
        Assert.False(Dim.Max(H - Dim.Of(2), Dim.One).MayBeNegative);
        Assert.True(Dim.Min(H - Dim.Of(2), N).MayBeNegative);
        Assert.True((H - n).CutDivide(Dim.Of(3)).MayBeNegative);
        Assert.True(H.FloorDivide(Dim.Zero).FloorDivide(N).IsUnknown);
        Assert.True(Dim.Max(N.FloorDivide(Dim.Zero), H).IsUnknown);
    }

    [Fact]
    public void Other_dims_take_the_place_of_symbols_inside_of_what_is_computed()
    {
        Dim Over(Dim dim) => dim.Over(s => s is NamedSize { Name: "H" } ? Dim.Of(2) * N + Dim.One : null);

        Assert.Equal(N, Over((H - Dim.One).FloorDivide(Dim.Of(2))));
        Assert.Equal("(2*N)/3", Over((H - Dim.One).FloorDivide(Dim.Of(3))).ToString());
        Assert.Equal("((2*N + 1)/3)/N", Over(H.FloorDivide(Dim.Of(3)).FloorDivide(N)).ToString());
        Assert.Equal(Dim.Of(2) * N + Dim.One, Over(Dim.Max(H, N)));
        Assert.Equal(N, Over(Dim.Min(H, N)));
        Assert.Equal(N + Dim.One, Over(H.Sliced(N, null, 1)));
        Assert.Equal(Dim.Of(3), H.Sliced(Dim.One, Dim.Of(4), 1).Over(s => s is NamedSize ? Dim.Of(9) : null));
        Assert.Same(H, H.Over(_ => null));
    }

    [Fact]
    public void Conditions_decide_the_symbols_of_the_polynomial_itself()
    {
        var one = ImmutableDictionary<SizeSymbol, Dim>.Empty.Add(H.Symbols.Single(), Dim.One);

        Assert.Equal("(H)/2 + 1", (H.FloorDivide(Dim.Of(2)) + H).Substitute(one).ToString());
    }

    [Fact]
    public void Names_and_numbers_are_of_the_sizes_that_a_contract_names()
    {
        var root = ValueId.NewRoot();
        var dim = Dim.Max((H - Dim.One).FloorDivide(Dim.Of(2)), N) * new SizeFact(4, 0).Size("P") + Dim.One;

        Assert.Equal(["P", "H", "N"], dim.Names);
        Assert.Equal(41, dim.Evaluate(name => name switch { "H" => 11, "N" => 5, _ => 8 }));
        Assert.Null(dim.Evaluate(name => name == "H" ? 11 : null));
        Assert.Null((dim + root.Named("x").Size(0)).Evaluate(_ => 4));
        Assert.Null(H.WithScope(root.Scope("A")).Evaluate(_ => 4));
    }

    [Theory]
    [InlineData("n * n + n")]
    [InlineData("n / 3 * (n / 5 + 1)")]
    [InlineData("max(n, n / 2 + N)")]
    [InlineData("n[N:n / 2]")]
    public void A_size_that_doubles_with_each_step_stays_light(string step)
    {
        var n = H + ValueId.NewRoot().Named("x").Size(1);
        for (var i = 0; i < 500; i++)
        {
            n = step switch
            {
                "n * n + n" => n * n + n,
                "n / 3 * (n / 5 + 1)" => n.FloorDivide(Dim.Of(3)) * (n.FloorDivide(Dim.Of(5)) + Dim.One),
                "max(n, n / 2 + N)" => Dim.Max(n, n.FloorDivide(Dim.Of(2)) + N),
                _ => n.Sliced(N, n.FloorDivide(Dim.Of(2)), 1),
            };
            Assert.InRange(n.Weight, 1, Dim.MaxWeight);
            Assert.False(n.MayBeNegative);
            Assert.True(n.ToString().Length < 10 * Dim.MaxWeight);
        }
    }

    [Fact]
    public void A_heavy_size_is_equal_to_itself_alone()
    {
        static Dim Heavy(Dim of) => Enumerable.Range(0, Dim.MaxWeight / 2).Aggregate(of, (sum, i) => sum + Dim.Symbol("A" + i));
        var (a, b) = (Heavy(H), Heavy(H));

        Assert.Equal(a, a);
        Assert.NotEqual(a, b);
        Assert.Equal(Dim.Zero, a - a);
        Assert.Equal((a + b) - b, a);
        Assert.False(a.IsKnownDifferent(b));
        Assert.Equal("?", a.Display);
        Assert.False(a.MayBeNegative);
        Assert.False(a.IsUnknown);
        Assert.True(Heavy(H - Dim.Of(Dim.MaxWeight)).MayBeNegative);
        Assert.True(Heavy(ValueId.NewRoot().Named("n").Number(isSize: false)).MayBeNegative);
        Assert.True(Heavy(H.FloorDivide(Dim.Zero)).IsUnknown);
    }

    private static Dim Sum(IEnumerable<Dim> dims) => dims.Aggregate(Dim.Zero, (sum, d) => sum + d);

    private static Dim Product(IEnumerable<Dim> dims) => dims.Aggregate(Dim.One, (product, d) => product * d);
}
