using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>torch.einsum with an equation that is constant: each letter is a dim.</summary>
internal static class Einsum
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("einsum S -", Storage.Overlapping, Result, Demand),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("einsum");

    /// <summary>What it is in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_einsum", Summed, opset: 12),
    ];

    /// <summary>One node, with the result's letters always said: runtimes order those that are implied in other ways.</summary>
    private static GraphValue Summed(ExportCall call)
    {
        var given = call.Text(call.HasParameter("equation") ? "equation" : "location") ?? throw call.Refuse("its equation is not given");
        var equation = given.Replace(" ", "");
        if (!equation.Contains("->"))
            equation += "->" + (equation.IndexOf('.') >= 0 ? "..." : "") + Implied(equation);
        var tensors = call.Tensors("tensors").Select(t => call.Write.Cast(t, call.ResultType)).ToArray();
        return call.Write.Node("Einsum", tensors, ("equation", equation));
    }

    public static Value Result(OperatorCall call)
    {
        if (call.Arguments.Constant("equation").Value is not string equation || call.Tensors() is not { } tensors)
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var sides = equation.Replace(" ", "").Split(["->"], StringSplitOptions.None);
        var inputs = sides[0].Split(',');
        var type = tensors.Select(t => t.Type).Aggregate(ElementTypes.Join);
        // An ellipsis stands for dims without a letter, whose number is that of the tensor with the most.
        if (equation.IndexOf('.') >= 0 || inputs.Length != tensors.Length || sides.Length > 2)
            return call.Result(TensorShape.Unknown, type);
        var output = sides.Length == 2 ? sides[1] : Implied(sides[0]);
        return call.Result(TensorShape.Of(output.Select((letter, i) => Size(letter, inputs, tensors) ?? call.Fresh(i))), type);
    }

    /// <summary>Without an arrow the result has the letters that stand once, in the order of the alphabet, capitals first.</summary>
    public static string Implied(string inputs) =>
        string.Concat(inputs.Where(char.IsLetter).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).OrderBy(l => l));

    /// <summary>A size of 1 is broadcast to that of another tensor; null where a size that is not known could be either.</summary>
    private static Dim? Size(char letter, string[] inputs, ImmutableArray<TensorValue> tensors)
    {
        var sizes = inputs
            .SelectMany((letters, t) =>
                letters.Select((l, at) => (l, Size: letters.Length == tensors[t].Shape.Rank ? tensors[t].Shape.Dims[at] : null)))
            .Where(d => d.l == letter).Select(d => d.Size).ToList();
        if (sizes.FirstOrDefault(s => s?.Constant is not (null or 1)) is { } constant) return constant;
        var others = sizes.Where(s => s is null || s.Constant != 1).Distinct().ToList();
        return others.Count == 0 ? Dim.One : others.Count == 1 ? others[0] : null;
    }

    /// <summary>
    /// As many operands as the equation names, each with a dim for each of its letters; the sizes of a letter are equal, or 1.
    /// </summary>
    private static Mismatch? Demand(OperatorCall call)
    {
        if (call.Arguments.Constant("equation").Value is not string equation
            || equation.IndexOf('.') >= 0
            || call.Tensors() is not { } tensors)
            return null;
        var operands = equation.Replace(" ", "").Split(["->"], StringSplitOptions.None)[0].Split(',');
        if (operands.Length != tensors.Length)
            return new Mismatch(
                $"the equation {equation} is of {operands.Length} tensors, and einsum gets {tensors.Length}", tensors.ToArray());
        var sizes = new Dictionary<char, (Dim Size, TensorValue Tensor)>();
        foreach (var (letters, tensor) in operands.Zip(tensors, (o, t) => (o, t)))
        {
            if (tensor.Shape.Rank is not { } rank) continue;
            if (letters.Length != rank)
                return new Mismatch($"{letters} of {equation} has {letters.Length} dims, and {tensor.Shape.Display} has {rank}", tensor);
            foreach (var (letter, size) in letters.Zip(tensor.Shape.Dims, (l, s) => (l, s)).Where(p => p.s.DiffersWithoutZeros(Dim.One)))
            {
                if (!sizes.TryGetValue(letter, out var first)) sizes[letter] = (size, tensor);
                else if (size.DiffersWithoutZeros(first.Size))
                    return new Mismatch(
                        $"{letter} of {equation} is {first.Size.Display} in {first.Tensor.Shape.Display} and {size.Display} in "
                            + $"{tensor.Shape.Display}",
                        first.Tensor,
                        tensor);
            }
        }

        return null;
    }
}
