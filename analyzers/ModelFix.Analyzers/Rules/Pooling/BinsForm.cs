using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Pooling;

/// adaptive_avg_pool2d(x, 3)  =>  Average8x8To3x3Bins(x), a method that is added: a pool of each bin, and a cat along each dim
/// For bins of different sizes. Two products with constant averaging matrices would be fewer nodes, but they multiply what lies outside a
/// bin by zero, so that one inf or NaN spreads over the whole output; this form is the same for every input. A pool over one bin adds up in
/// the order in which adaptive pooling does, so even sums that overflow do so in the same bins, and ties give their gradient to the same
/// element.
internal sealed record BinsForm(AdaptivePool Pool, ImmutableArray<Bins> Bins, ImmutableArray<long> Dims)
    : PoolForm(Pool.IsAverage ? Equality.Tolerance : Equality.BitExact, "a pool of each bin")
{
    /// <summary>
    /// What the functions for the inner dims are called, and what they are given: the slice, and the sizes of the bin in the outer dims.
    /// </summary>
    private static readonly ImmutableArray<string> Slices = ImmutableArray.Create("planes", "rows", "columns");
    private static readonly ImmutableArray<string> Lengths = ImmutableArray.Create("depth", "height", "width");

    /// <summary>Each bin is a line of the method that is added.</summary>
    private const int MostBins = 256;

    public override string? Obstacle =>
        Bins.Any(b => b.Count > MostBins) ? "more than " + CSharpText.Of(MostBins) + " bins are not written out one by one" : null;

    public override ImmutableArray<SourceEdit>? Edits(SyntaxNode call, SyntaxNode input, SourceStyle style, TorchSymbols symbols)
    {
        var wanted = $"{(Pool.IsAverage ? "Average" : "Max")}{Join(Bins.Select(b => b.Size))}To{Join(Bins.Select(b => b.Count))}Bins";
        if (AddedMethod.To(call, wanted, name => Method(name, style, style.Type(symbols.Tensor)), style) is not { } method) return null;
        if (Around(call, input, method.Name + "(", ")") is not { } edits) return null;
        return method.Insertion is { } insertion ? edits.Add(insertion) : edits;
    }

    private ImmutableArray<string> Method(string name, SourceStyle style, string tensor)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"/// <summary>{(Pool.IsAverage ? "Means" : "Largest values")} of the {Join(Bins.Select(b => b.Count), " x ")} bins "
            + $"into which adaptive pooling cuts {Join(Bins.Select(b => b.Size), " x ")}.</summary>");
        lines.Add($"private static {tensor} {name}({tensor} x)");
        lines.Add("{");
        lines.AddRange(Cat("return ", 0, "x", style));
        for (var level = 1; level < Bins.Length; level++)
        {
            lines.Add("");
            var parameters = $"{tensor} {Slice(level - 1)}" + string.Concat(OuterLengths(level).Select(l => $", long {l}"));
            lines.AddRange(Cat($"{tensor} {Function(level)}({parameters}) => ", level, Slice(level - 1), style));
        }

        lines.Add("}");
        return lines.ToImmutable();
    }

    /// <summary>An expression that pools the bins of one dim and puts them together, a bin a line.</summary>
    private IEnumerable<string> Cat(string before, int level, string from, SourceStyle style)
    {
        var bins = Bins[level];
        var dim = Dims[level];
        if (bins.Count == 1)
        {
            yield return $"    {before}{Pooled(from, level, bins.Size, style)};";
            yield break;
        }

        yield return $"    {before}{style.Torch("cat")}(new[]";
        yield return "    {";
        foreach (var (start, length) in bins.All)
            yield return $"        {Pooled($"{from}.narrow({dim}, {start}, {length})", level, length, style)},";
        yield return $"    }}, {dim});";
    }

    private string Pooled(string slice, int level, long length, SourceStyle style)
    {
        var lengths = OuterLengths(level).Append(CSharpText.Of(length)).ToList();
        if (level < Bins.Length - 1) return $"{Function(level + 1)}({slice}, {string.Join(", ", lengths)})";
        var kernel = Pool.Dims switch
        {
            1 => lengths[0],
            2 => $"({string.Join(", ", lengths)})",
            _ => style.Longs(lengths),
        };
        return Pool.IsAverage
            ? $"{style.Functional($"avg_pool{Pool.Dims}d")}({slice}, {kernel}, count_include_pad: false)"
            : $"{style.Functional($"max_pool{Pool.Dims}d")}({slice}, {kernel})";
    }

    private IEnumerable<string> OuterLengths(int level) => Enumerable.Range(3 - Bins.Length, level).Select(i => Lengths[i]);

    private string Slice(int level) => Slices[3 - Bins.Length + level];

    /// <summary>Rows pools the rows of a slice of planes, Columns the columns of a slice of rows.</summary>
    private string Function(int level)
    {
        var name = Slice(level);
        return char.ToUpperInvariant(name[0]) + name.Substring(1);
    }

    private static string Join(IEnumerable<long> sizes, string separator = "x") => string.Join(separator, sizes);
}
