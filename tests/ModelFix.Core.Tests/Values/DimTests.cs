using FsCheck;
using FsCheck.Fluent;
using ModelFix.Core.Contracts;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Values;

public sealed class DimTests
{
    private static readonly string[] Names = ["N", "C", "H", "W"];

    /// <summary>Sizes of which something is said.</summary>
    private static readonly (string Name, SizeFact Fact)[] Known = [
        ("P", new SizeFact(4, 1)),
        ("Q", new SizeFact(1, 2)),
        ("R", new SizeFact(6, 0))];

    [Theory]
    [InlineData("N + 2 * C - N", "2*C")]
    [InlineData("(H - 1) / 2 + 1", "(H - 1)/2 + 1")]
    [InlineData("H * W * 3 / (W * 3)", "H")]
    [InlineData("(4 * H + 8) / 4", "H + 2")]
    [InlineData("H / (W + 1)", "(H)/(W + 1)")]
    [InlineData("H - H", "0")]
    [InlineData("0 - 3 * N", "-3*N")]
    [InlineData("(H + W) * (H - W)", "H*H - W*W")]
    [InlineData("(2 * H - 1) / 2 + 1", "H")]
    [InlineData("(2 * H + W) / 2", "(2*H + W)/2")]
    public void A_dim_reads_like_the_formula(string formula, string expected) =>
        Assert.Equal(expected, ShapeText.Parse($"[{formula}]", out _)!.Shape[0]!.ToString());

    [Theory]
    [InlineData(7, 2, 3)]
    [InlineData(-7, 2, -4)]
    [InlineData(7, -2, -4)]
    [InlineData(-8, 2, -4)]
    public void Floor_division_rounds_down(
        long n,
        long d,
        long expected) => Assert.Equal(expected, Dim.Of(n).FloorDivide(Dim.Of(d)).Constant);

    [Fact]
    public void Division_by_zero_is_not_known() => Assert.True(Dim.Symbol("N").FloorDivide(Dim.Zero).IsUnknown);

    [Fact]
    public void Arithmetic_beyond_64_bits_is_not_known_and_not_another_number()
    {
        var (n, most) = (Dim.Symbol("N"), Dim.Of(long.MaxValue));

        Dim[] unknown = [
            most * Dim.Of(2),
            most + Dim.One,
            Dim.Of(-2) - most,
            most * n + n,
            n * most * n * Dim.Of(2),
            Dim.Of(long.MinValue),
            Dim.Zero - Dim.Of(long.MinValue)];
        Assert.All(unknown, d => Assert.True(d.IsUnknown));
        Assert.All(unknown, d => Assert.Null(d.Constant));
        Assert.All(unknown, d => Assert.True(d.MayBeNegative));
        Assert.All(unknown, d => Assert.Null(d.Least));
        Assert.All(unknown, d => Assert.Equal("?", d.Display));
        Assert.All(unknown, d => Assert.False(d.IsKnownDifferent(n) || d.IsKnownDifferent(Dim.One) || d.DiffersWithoutZeros(Dim.Zero)));
        Assert.All(
            unknown, d => Assert.True((d + n).IsUnknown && (d * n).IsUnknown && (n - d).IsUnknown && d.FloorDivide(Dim.Of(3)).IsUnknown));
        Assert.False((most - Dim.One).IsUnknown);
        Assert.False((Dim.Of(-long.MaxValue) * n).IsUnknown);
    }

    [Fact]
    public void A_quotient_exists_only_without_remainder()
    {
        var (h, w) = (Dim.Symbol("H"), Dim.Symbol("W"));

        Assert.Equal(Dim.Of(3) * h, (Dim.Of(6) * h * w).Quotient(Dim.Of(2) * w));
        Assert.Null((Dim.Of(3) * h).Quotient(Dim.Of(2)));
        Assert.Null(h.Quotient(w));
        Assert.Null(h.Quotient(h + w));
        Assert.Null(h.Quotient(Dim.Zero));
    }

    [Fact]
    public void Unequal_dims_are_known_to_differ_where_one_is_larger_or_no_multiple_of_the_same()
    {
        var (h, w) = (Dim.Symbol("H"), Dim.Symbol("W"));

        Assert.False(h.IsKnownDifferent(w));
        Assert.False(h.IsKnownDifferent(Dim.One));
        Assert.True(h.IsKnownDifferent(h + Dim.One));
        Assert.True((h + Dim.Of(2)).IsKnownDifferent(h));
        Assert.False(h.IsKnownDifferent(h));
        Assert.True((h + w + Dim.One).IsKnownDifferent(h));
        Assert.False((h + w).IsKnownDifferent(h));
        Assert.True((Dim.Of(4) * h).IsKnownDifferent(Dim.Of(2) * w + Dim.One));
        Assert.False((Dim.Of(4) * h).IsKnownDifferent(Dim.Of(2) * w + Dim.Of(2)));
    }

    [Fact]
    public void A_scope_has_sizes_of_its_own()
    {
        var (h, w, root) = (Dim.Symbol("H"), Dim.Symbol("W"), ValueId.NewRoot());

        Assert.Equal("a/H*a/W + 2*a/H", (h * w + Dim.Of(2) * h).WithScope(root.Code("a")).ToString());
        Assert.Equal(h, h.WithScope(root));
        Assert.NotEqual(h, h.WithScope(root.Code("a")));
    }

    [Fact]
    public void Integers_that_are_no_sizes_may_be_negative_until_a_size_proves_otherwise()
    {
        var (h, k) = (Dim.Symbol("H"), ValueId.NewRoot().Named("k").Number(isSize: false));

        Assert.False((h * h + Dim.Of(3)).MayBeNegative);
        Assert.True((h - Dim.One).MayBeNegative);
        Assert.True((h * k).MayBeNegative);
        Assert.False((h * k).MayBeNegativeAmong([Dim.Of(2) * k]));
        Assert.True((h * k).MayBeNegativeAmong([k + h]));
        Assert.True((h * k).MayBeNegativeAmong([Dim.Of(-2) * k]));
    }

    [Fact]
    public void Sums_and_products_are_a_commutative_ring() => Prop.ForAll(Formulas(), Formulas(), Formulas(), (x, y, z) =>
    {
        var (a, b, c) = (x.Symbolic, y.Symbolic, z.Symbolic);
        return (a + b).Equals(b + a)
            && ((a + b) + c).Equals(a + (b + c))
            && (a * b).Equals(b * a)
            && ((a * b) * c).Equals(a * (b * c))
            && (a * (b + c)).Equals(a * b + a * c)
            && (a - a).Equals(Dim.Zero)
            && (a + Dim.Zero).Equals(a)
            && (a * Dim.One).Equals(a);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_said_of_symbols_holds_for_all_numbers() => Prop.ForAll(Formulas(), Formulas(), Sizes(), (x, y, sizes) =>
    {
        var (a, b) = (x.Symbolic, y.Symbolic);
        var (p, q) = (x.Evaluate(sizes), y.Evaluate(sizes));
        return (!a.Equals(b) || p == q)
            && (!a.IsKnownDifferent(b) || p != q)
            && (a.Constant is not { } constant || constant == p)
            && (a.MayBeNegative || p >= 0)
            && a.Evaluate(name => SizeOf(name, sizes)) == p
            && (!Dim.Min(a, b).Equals(a) || p <= q)
            && (!Dim.Max(a, b).Equals(a) || p >= q)
            && (q == 0 || a.Quotient(b) is not { } quotient || Same(quotient * b, a));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_decided_slice_has_as_many_positions_as_the_numbers_say() =>
        Prop.ForAll(Size().ToArbitrary(), Slices(), Sizes(), (x, slice, sizes) =>
    {
        var (from, to, step) = slice;
        var length = x.Symbolic.Sliced(Dim.Of(from), to is { } end ? Dim.Of(end) : null, step);
        return length.ToString().Contains('[')
            || length.Evaluate(name => SizeOf(name, sizes)) == Slicing.SliceLength(x.Evaluate(sizes), from, to ?? long.MaxValue, step);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_remainder_of_known_multiples_is_left_out()
    {
        var (p, q, n) = (Known[0].Fact.Size("P"), Known[1].Fact.Size("Q"), Dim.Symbol("N"));

        Assert.Equal("P", p.ToString());
        Assert.Equal(p, p.FloorDivide(Dim.Of(4)) * Dim.Of(4));
        Assert.Equal("2*((P)/4)", p.FloorDivide(Dim.Of(2)).ToString());
        Assert.Equal(p.FloorDivide(Dim.Of(2)), (p - Dim.One).FloorDivide(Dim.Of(2)) + Dim.One);
        Assert.Equal("N*P", (p * q * n).Quotient(q)!.ToString());
        Assert.Equal("(P)/3", p.FloorDivide(Dim.Of(3)).ToString());
        Assert.NotEqual(n, n.FloorDivide(Dim.Of(4)) * Dim.Of(4));
    }

    [Fact]
    public void A_minimum_decides_what_is_larger()
    {
        var (p, q, n) = (Known[0].Fact.Size("P"), Known[1].Fact.Size("Q"), Dim.Symbol("N"));

        Assert.False((p * q - Dim.Of(8)).MayBeNegative);
        Assert.True((p * q - Dim.Of(9)).MayBeNegative);
        Assert.True((p * n - Dim.One).MayBeNegative);
        Assert.True(q.IsKnownDifferent(Dim.One));
        Assert.Equal(Dim.Of(4), Dim.Min(p, Dim.Of(4)));
        Assert.Equal(p, Dim.Max(Dim.Of(3), p));
        Assert.Equal(Dim.One, q.Sliced(Dim.Zero, Dim.One, 1));
        Assert.Equal("(N)[0:1]", n.Sliced(Dim.Zero, Dim.One, 1).ToString());
    }

    [Fact]
    public void Facts_are_of_the_symbol_in_every_scope()
    {
        var a = ValueId.NewRoot().Scope("a");
        var p = Known[0].Fact.Size("P").WithScope(a);

        Assert.Equal("a::P", p.ToString());
        Assert.Equal("P", p.Display);
        Assert.Equal(p, p.FloorDivide(Dim.Of(4)) * Dim.Of(4));
        Assert.False((p - Dim.One).MayBeNegative);
        Assert.Equal("(a::H - 1)/2", (Dim.Symbol("H") - Dim.One).FloorDivide(Dim.Of(2)).WithScope(a).ToString());
    }

    private static Arbitrary<(long From, long? To, long Step)> Slices() =>
        Gen
            .Choose(-4, 6)
            .Zip(Gen.Choose(-4, 7))
            .Zip(Gen.Choose(1, 3))
            .Select(s => ((long)s.Item1.Item1, s.Item1.Item2 == 7 ? null : (long?)s.Item1.Item2, (long)s.Item2))
            .ToArbitrary();

    private static bool Same(Dim a, Dim b) => a.Equals(b);

    /// <summary>The number that a draw gives a size; one of which something is said gets one that is so.</summary>
    private static long SizeOf(string name, long[] sizes)
    {
        var plain = Array.IndexOf(Names, name);
        if (plain >= 0) return sizes[plain];
        var known = Array.FindIndex(Known, k => k.Name == name);
        return Known[known].Fact.AtLeast(Known[known].Fact.Multiple * sizes[Names.Length + known]);
    }

    private static Arbitrary<long[]> Sizes() => Gen.Choose(0, 9).Select(n => (long)n).ArrayOf(Names.Length + Known.Length).ToArbitrary();

    private static Arbitrary<Formula> Formulas() => Gen.Sized(s => Grown(Math.Min(s, 6))).ToArbitrary();

    private static Gen<Formula> Grown(int size)
    {
        var leaf = Gen.OneOf(
            Gen.Choose(-3, 6).Select(n => new Formula(Dim.Of(n), _ => n)),
            Gen.Choose(0, Names.Length - 1).Select(i => new Formula(Dim.Symbol(Names[i]), sizes => sizes[i])),
            Gen
                .Choose(0, Known.Length - 1)
                .Select(i => new Formula(Known[i].Fact.Size(Known[i].Name), sizes => SizeOf(Known[i].Name, sizes))));
        if (size <= 1) return leaf;
        var pair = Grown(size / 2).Zip(Grown(size / 2));
        return Gen.OneOf(
            leaf,
            pair.Select(p => new Formula(p.Item1.Symbolic + p.Item2.Symbolic, s => p.Item1.Evaluate(s) + p.Item2.Evaluate(s))),
            pair.Select(p => new Formula(p.Item1.Symbolic - p.Item2.Symbolic, s => p.Item1.Evaluate(s) - p.Item2.Evaluate(s))),
            pair.Select(p => new Formula(p.Item1.Symbolic * p.Item2.Symbolic, s => p.Item1.Evaluate(s) * p.Item2.Evaluate(s))),
            Size().Zip(Size()).Zip(Gen.Choose(1, 4)).Select(p => new Formula(
                (p.Item1.Item1.Symbolic + p.Item1.Item2.Symbolic).FloorDivide(Dim.Of(p.Item2)),
                s => (p.Item1.Item1.Evaluate(s) + p.Item1.Item2.Evaluate(s)) / p.Item2)));
    }

    private static Gen<Formula> Size() => Gen.OneOf(
        Gen.Choose(0, 6).Select(n => new Formula(Dim.Of(n), _ => n)),
        Gen.Choose(0, Known.Length - 1).Zip(Gen.Choose(1, 4)).Select(p => new Formula(
            Dim.Of(p.Item2) * Known[p.Item1].Fact.Size(Known[p.Item1].Name), sizes => p.Item2 * SizeOf(Known[p.Item1].Name, sizes))),
        Gen.Choose(0, Names.Length - 1).Zip(Gen.Choose(1, 4)).Select(p => new Formula(
            Dim.Of(p.Item2) * Dim.Symbol(Names[p.Item1]), sizes => p.Item2 * sizes[p.Item1])));

    private sealed record Formula(Dim Symbolic, Func<long[], long> Evaluate)
    {
        public override string ToString() => Symbolic.ToString();
    }
}
