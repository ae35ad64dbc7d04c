using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>What the functional forms of layers demand, and einsum.</summary>
internal static class NeuralPreconditions
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Mismatch?>>> Rows =>
    [
        Row("linear", c => Weights(c, c.Tensor("weights") ?? c.Tensor("weight"))),
        Row("bilinear", c => Features(c.Tensor("weight"), 1, c.Input) ?? Features(c.Tensor("weight"), 2, c.Tensor("input2"))),
        .. Enumerable.Range(1, 3).SelectMany(n => new[]
        {
            Row($"conv{n}d", c => Channels(c, n)),
            Row($"conv{n}d_padding", c => Channels(c, n)),
            Row($"conv_transpose{n}d", c => Channels(c, n)),
        }),
        Row("glu", c => Halves(c, c.Arguments.Has("dim") ? c.Integer("dim") : -1)),
        Row("grid_sample", GridSample),
        Row("cosine_similarity", c => Preconditions.Broadcast(c.Input, c.Tensor("x2"))),
        Row("pairwise_distance", c => Preconditions.Broadcast(c.Input, c.Tensor("input2"))),
        Row("vecdot", c => Preconditions.Broadcast(c.Input, c.Tensor("y"))),
        Row("cross", c => Preconditions.Broadcast(c.Input, c.Tensor("other"))),
        Row("where", c => Preconditions.Broadcast(c.Tensor("condition") ?? c.Input, c.Arguments.Has("x") ? c.Tensor("x") : c.Input, c.Tensor("y"))),
        .. new[] { "masked_fill", "masked_scatter" }.Select(n => Row(n, c => Preconditions.Broadcast(c.Input, c.Tensor("mask")))),
        .. new[] { "addcmul", "addcdiv" }.Select(n => Row(n, c => Preconditions.Broadcast(c.Input, c.Tensor("tensor1"), c.Tensor("tensor2")))),
        Row("lerp", c => Preconditions.Broadcast(c.Input, c.Tensor("end"), c.Tensor("weight"))),
        Row("einsum", EinsumOperands),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Mismatch?>> Row(string name, Func<OperatorCall, Mismatch?> demand) => new(name, demand);

    private static Mismatch? Weights(OperatorCall call, TensorValue? weight) => weight?.Shape.Rank == 2 ? Features(weight, 1, call.Input) : null;

    /// <summary>A dim of the weights is as large as the last dim of an input.</summary>
    private static Mismatch? Features(TensorValue? weight, int dim, TensorValue? input) =>
        weight?.Shape.Rank > dim && weight.Shape.Dims[dim] is var wanted && input?.Shape[-1] is { } size && size.DiffersWithoutZeros(wanted)
            ? new Mismatch($"the weights {weight.Shape.Display} take {wanted.Display} features, and {input.Shape.Display} has {size.Display}", input, weight)
            : null;

    /// <summary>The input has the channels that the weights take: their second dim in each group, and the first of transposed convolutions.</summary>
    private static Mismatch? Channels(OperatorCall call, int n)
    {
        if (call.Input is not { } input || call.Tensor("weight") is not { } weight || weight.Shape.Rank != n + 2 || call.Integer("groups") is not (> 0 and var groups)) return null;
        if (input.Shape.Rank < n + 1 || input.Shape.MinRank > n + 2) return new Mismatch($"{call.Operator} takes rank {n + 1} or {n + 2}, and gets {input.Shape.Display}", input);
        var wanted = call.Operator.StartsWith("conv_transpose", StringComparison.Ordinal) ? weight.Shape.Dims[0] : weight.Shape.Dims[1] * Dim.Of(groups);
        return input.Shape[-n - 1] is { } size && size.DiffersWithoutZeros(wanted)
            ? new Mismatch($"the weights {weight.Shape.Display} take {wanted.Display} channels, and {input.Shape.Display} has {size.Display}", input, weight)
            : null;
    }

    /// <summary>A dim is cut into two halves.</summary>
    public static Mismatch? Halves(OperatorCall call, long? dim)
    {
        if (Preconditions.Missing(call.Input, dim) is { } missing) return missing;
        return dim is { } d && call.Input is { } input && input.Shape[d] is { Constant: { } size } && size % 2 != 0
            ? new Mismatch($"dim {d} of {input.Shape.Display} has no two halves", input)
            : null;
    }

    /// <summary>A grid of the input's rank has as many batches as it, and a coordinate for each spatial dim.</summary>
    private static Mismatch? GridSample(OperatorCall call)
    {
        if (call.Input is not { } input || call.Tensor("grid") is not { Shape.Rank: { } rank } grid || rank < 3) return null;
        var text = $"{grid.Shape.Display} is no grid for {input.Shape.Display}";
        if (input.Shape.Rank is { } own && own != rank) return new Mismatch($"{text}: their ranks differ", grid, input);
        var (coordinates, wanted) = (grid.Shape.Dims[rank - 1], Dim.Of(rank - 2));
        if (coordinates.DiffersWithoutZeros(wanted)) return new Mismatch($"{text}: it has {coordinates.Display} coordinates, not {wanted}", grid, input);
        return input.Shape[0] is { } batch && batch.DiffersWithoutZeros(grid.Shape.Dims[0])
            ? new Mismatch($"{text}: {Preconditions.Differ(grid.Shape.Dims[0], batch)}", grid, input)
            : null;
    }

    /// <summary>As many operands as the equation names, each with a dim for each of its letters; the sizes of a letter are equal, or 1.</summary>
    private static Mismatch? EinsumOperands(OperatorCall call)
    {
        if (call.Arguments.Constant("equation").Value is not string equation || equation.IndexOf('.') >= 0 || JoiningTransfers.Tensors(call) is not { } tensors) return null;
        var operands = equation.Replace(" ", "").Split(["->"], StringSplitOptions.None)[0].Split(',');
        if (operands.Length != tensors.Length) return new Mismatch($"the equation {equation} is of {operands.Length} tensors, and einsum gets {tensors.Length}", tensors.ToArray());
        var sizes = new Dictionary<char, (Dim Size, TensorValue Tensor)>();
        foreach (var (letters, tensor) in operands.Zip(tensors, (o, t) => (o, t)))
        {
            if (tensor.Shape.Rank is not { } rank) continue;
            if (letters.Length != rank) return new Mismatch($"{letters} of {equation} has {letters.Length} dims, and {tensor.Shape.Display} has {rank}", tensor);
            foreach (var (letter, size) in letters.Zip(tensor.Shape.Dims, (l, s) => (l, s)).Where(p => p.s.DiffersWithoutZeros(Dim.One)))
            {
                if (!sizes.TryGetValue(letter, out var first)) sizes[letter] = (size, tensor);
                else if (size.DiffersWithoutZeros(first.Size))
                    return new Mismatch($"{letter} of {equation} is {first.Size.Display} in {first.Tensor.Shape.Display} and {size.Display} in {tensor.Shape.Display}", first.Tensor, tensor);
            }
        }

        return null;
    }
}
