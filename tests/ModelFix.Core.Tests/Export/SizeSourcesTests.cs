using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Export;

/// <summary>
/// What a size is of others is found from few recordings, and holds at all sizes; where several formulas would do, there is none.
/// </summary>
public sealed class SizeSourcesTests
{
    private const string Any = "32 63 33 139 34 1030";
    private const string OfTwo = "32 63 33 139 59 34 260";
    private const string Coarse = "32 64 160 224 96 288";

    [Theory]
    [InlineData(Any, "32 63 33 139 34 1030", "H")]
    [InlineData(Any, "63 125 65 277 67 2059", "2*H - 1")]
    [InlineData(Any, "16 31 16 69 17 515", "H/2")]
    [InlineData(Any, "16 32 17 70 17 515", "(H + 1)/2")]
    [InlineData(Any, "1 1 1 4 1 32", "H/32")]
    [InlineData(OfTwo, "2 3 2 8 3 2 16", "H/16")]
    [InlineData(Coarse, "4 8 20 28 12 36", "H/8")]
    [InlineData(Coarse, "2 4 10 14 6 18", "H/16")]
    [InlineData(Coarse, "1 2 5 7 3 9", "H/32")]
    [InlineData("48 72 120 96", "4 6 10 8", "H/12")]
    [InlineData("32 64", "64 128", "2*H")]
    [InlineData("32 64", "4 8", "H/8")]
    // A slope and a summand go through any two points.
    [InlineData("32 64", "36 100", null)]
    [InlineData("32 64", "5 9", null)]
    [InlineData(Any, "7 3 99 12 5 8", null)]
    public void The_simplest_formula_is_found(string sources, string sizes, string? formula) =>
        Assert.Equal(formula, Of(Numbers(sources)).TryFind(Size.Of(Numbers(sizes)))?.ToString());

    /// <summary>What a formula is at other sizes is told by a few further recordings, which are chosen for that.</summary>
    [Theory]
    [InlineData(Any, 1)]
    [InlineData(OfTwo, 1)]
    [InlineData(Coarse, 32)]
    public void What_divides_holds_at_all_sizes(string recorded, int step)
    {
        var wrong = new List<string>();
        var (asked, rounds) = (0, 0);
        foreach (var (name, given) in Divisions())
        {
            var at = Numbers(recorded);
            SizeFormula? formula;
            for (var round = 0; ; round++)
            {
                var sources = Of(at);
                formula = Size.Of(at.Select(given)) is { IsConstant: false } size ? sources.TryFind(size) : null;
                var telling = TellingSizes.Of(
                    sources.Doubts.Select(d => d.Candidates.Select(c => (Func<long, long>)c.At).ToList()),
                    [.. Enumerable.Range(32 / step, 1024 / step).Select(s => (long)s * step)]);
                if (telling.IsEmpty || round == 3) break;
                (asked, rounds) = (asked + telling.Length, rounds + 1);
                at.AddRange(telling);
            }

            var other = formula is null ? 0
                : Enumerable.Range(32 / step, 1024 / step).Select(s => (long)s * step).FirstOrDefault(s => formula.At(s) != given(s));
            if (other > 0) wrong.Add($"{name}: {formula} is {formula!.At(other)} at {other}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong, {asked} sizes in {rounds} rounds:\n{string.Join('\n', wrong.Take(20))}");
    }

    /// <summary>Convolutions, and what programs compute for windows, patches and padding.</summary>
    private static IEnumerable<(string Name, Func<long, long> Given)> Divisions()
    {
        foreach (var stride in new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 16, 20, 32 })
            foreach (var kernel in new long[] { 1, 2, 3, 4, 5, 7, stride }.Distinct())
                for (var padding = 0L; padding <= kernel / 2; padding++)
                {
                    var p = padding;
                    yield return ($"kernel {kernel}, stride {stride}, padding {p}", s => (s + 2 * p - kernel) / stride + 1);
                }

        foreach (var d in new long[] { 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 21, 24, 28, 32, 48, 64, 80, 100, 128, 200 })
        {
            yield return ($"s / {d}", s => s / d);
            yield return ($"s / {d} + 1", s => s / d + 1);
            yield return ($"(s + {d - 1}) / {d}", s => (s + d - 1) / d);
            yield return ($"(s - 1) / {d}", s => (s - 1) / d);
            yield return ($"s / {d} * {d}", s => s / d * d);
            yield return ($"(s + {d - 1}) / {d} * {d}", s => (s + d - 1) / d * d);
            yield return ($"s % {d}", s => s % d);
            yield return ($"({d} - s % {d}) % {d}", s => (d - s % d) % d);
        }
    }

    private static SizeSources Of(IEnumerable<long> sizes)
    {
        var sources = new SizeSources();
        sources.Add(new GraphValue("H", ElementType.Int64) { Shape = [Size.Of(sizes)] });
        return sources;
    }

    private static List<long> Numbers(string text) => [.. text.Split(' ').Select(long.Parse)];
}
