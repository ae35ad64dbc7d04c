using System.Globalization;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>What many operators demand of the shapes that they are given, as libtorch checks it on every call.</summary>
internal static class Preconditions
{
    /// <summary>Two tensors of which neither is stretched to the other: in some dim from the end they differ, and neither is 1.</summary>
    private static Mismatch? Pair(TensorValue a, TensorValue b)
    {
        for (var i = 1; i <= Math.Min(a.Shape.Dims.Length, b.Shape.Dims.Length); i++)
        {
            var (x, y) = (a.Shape[-i]!, b.Shape[-i]!);
            if (x.DiffersWithoutZeros(y) && x.DiffersWithoutZeros(Dim.One) && y.DiffersWithoutZeros(Dim.One))
                return new Mismatch($"{a.Shape.Display} and {b.Shape.Display} do not broadcast: {Differ(x, y)}", a, b);
        }

        return null;
    }

    /// <summary>Tensors of which two do not broadcast; those that are not known do.</summary>
    public static Mismatch? Broadcast(params TensorValue?[] tensors)
    {
        var known = tensors.OfType<TensorValue>().ToList();
        return known.SelectMany((a, i) => known.Skip(i + 1).Select(b => Pair(a, b))).FirstOrDefault(m => m is not null);
    }

    public static string Differ(Dim a, Dim b) => $"{a.Display} is not {b.Display}";

    /// <summary>
    /// Two operands that broadcast; the receiver of an in-place form keeps its shape, so that the other operand must fit it.
    /// </summary>
    public static Mismatch? Pair(OperatorCall call)
    {
        var other = new[] { "other", "target", "exponent", "y", "right", "value" }.Select(call.Tensor).FirstOrDefault(t => t is not null);
        if (call.Input is not { } input || other is null) return null;
        return Broadcast(input, other) ?? (call.IsInPlace ? Fit(input, other) : null);
    }

    /// <summary>An operand that does not fit into what is changed in place, which is never stretched.</summary>
    private static Mismatch? Fit(TensorValue into, TensorValue operand)
    {
        var text = $"{operand.Shape.Display} does not fit into {into.Shape.Display}, which is changed in place";
        if (into.Shape.Rank < operand.Shape.MinRank) return new Mismatch(text, into, operand);
        for (var i = 1; i <= Math.Min(into.Shape.Dims.Length, operand.Shape.Dims.Length); i++)
        {
            var (x, y) = (into.Shape[-i]!, operand.Shape[-i]!);
            if (x.DiffersWithoutZeros(y) && y.DiffersWithoutZeros(Dim.One)) return new Mismatch($"{text}: {Differ(y, x)}", into, operand);
        }

        return null;
    }

    /// <summary>
    /// A dim that a tensor does not have; null where it has it or its rank is not known. A number has a dim 0 for most operators.
    /// </summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="dim">The dim, negative from the end.</param>
    /// <param name="more">How many dims more there are to count: one for where unsqueeze and stack put the new dim.</param>
    public static Mismatch? Missing(TensorValue? tensor, long? dim, int more = 0)
    {
        if (tensor?.Shape.Rank is not (> 0 and var rank) || dim is not { } at || at >= -rank - more && at < rank + more) return null;
        return new Mismatch(string.Format(CultureInfo.InvariantCulture, "{0} has no dim {1}", tensor.Shape.Display, at), tensor);
    }

    /// <summary>The first of the dims that arguments name which the input does not have.</summary>
    public static Mismatch? Along(OperatorCall call, params string[] dims) =>
        dims.Where(call.IsGiven).Select(d => Missing(call.Input, call.Integer(d))).FirstOrDefault(m => m is not null);

    /// <summary>The first of the dims in a list which the input does not have.</summary>
    public static Mismatch? AlongEach(OperatorCall call) => call.IsGiven("dim") && call.Integers("dim") is { } dims
        ? dims.Select(d => Missing(call.Input, d)).FirstOrDefault(m => m is not null)
        : null;
}
