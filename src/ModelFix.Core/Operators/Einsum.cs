using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>torch.einsum with an equation that is constant: each letter is a dim.</summary>
internal static class Einsum
{
    public static Value Result(OperatorCall call)
    {
        if (call.Arguments.Constant("equation").Value is not string equation || JoiningTransfers.Tensors(call) is not { } tensors) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var sides = equation.Replace(" ", "").Split(["->"], StringSplitOptions.None);
        var inputs = sides[0].Split(',');
        var type = tensors.Select(t => t.Type).Aggregate(ElementTypes.Join);
        // An ellipsis stands for dims without a letter, whose number is that of the tensor with the most.
        if (equation.IndexOf('.') >= 0 || inputs.Length != tensors.Length || sides.Length > 2) return call.Result(TensorShape.Unknown, type);
        var output = sides.Length == 2 ? sides[1] : Implied(sides[0]);
        return call.Result(TensorShape.Of(output.Select((letter, i) => Size(letter, inputs, tensors) ?? call.Fresh(i))), type);
    }

    /// <summary>Without an arrow the result has the letters that stand once, in the order of the alphabet, capitals first.</summary>
    private static string Implied(string inputs) => string.Concat(inputs.Where(char.IsLetter).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).OrderBy(l => l));

    /// <summary>A size of 1 is broadcast to that of another tensor; null where a size that is not known could be either.</summary>
    private static Dim? Size(char letter, string[] inputs, ImmutableArray<TensorValue> tensors)
    {
        var sizes = inputs.SelectMany((letters, t) => letters.Select((l, at) => (l, Size: letters.Length == tensors[t].Shape.Rank ? tensors[t].Shape.Dims[at] : null)))
            .Where(d => d.l == letter).Select(d => d.Size).ToList();
        if (sizes.FirstOrDefault(s => s?.Constant is not (null or 1)) is { } constant) return constant;
        var others = sizes.Where(s => s is null || s.Constant != 1).Distinct().ToList();
        return others.Count == 0 ? Dim.One : others.Count == 1 ? others[0] : null;
    }
}
