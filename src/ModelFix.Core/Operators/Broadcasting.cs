using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>The shape of two broadcast tensors.</summary>
internal static class Broadcasting
{
    public static TensorShape Of(TensorShape a, TensorShape b, ValueId id)
    {
        var length = Math.Max(a.Dims.Length, b.Dims.Length);
        var dims = new List<Dim>();
        for (var at = 1; at <= length; at++) dims.Add(Pair(a, b, at, id));
        dims.Reverse();
        return new TensorShape(a.HasLeading || b.HasLeading, dims.ToImmutableArray());
    }

    private static Dim Pair(TensorShape a, TensorShape b, int fromEnd, ValueId id)
    {
        var (x, y) = (a[-fromEnd], b[-fromEnd]);
        var (aMayHave, bMayHave) = (x is null && a.HasLeading, y is null && b.HasLeading);
        if (x is null && !aMayHave) return y!;
        if (y is null && !bMayHave) return x!;
        // A size that is known to be other than 1 wins, a constant first: the other side must be the same or 1.
        foreach (var size in new[] { x, y }.OfType<Dim>().OrderByDescending(d => d.IsConstant))
            if (size.IsKnownDifferent(Dim.One)) return size;
        if (x is not null && y is not null && x.Equals(y)) return x;
        if (x?.Constant == 1 && y is not null) return y;
        if (y?.Constant == 1 && x is not null) return x;
        return id.NewSize(-fromEnd);
    }
}
