using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>What operators demand that join tensors or cut one.</summary>
internal static class JoiningPreconditions
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Mismatch?>>> Rows =>
    [
        .. new[] { "cat", "concat", "concatenate" }.Select(n => Row(n, Cat)),
        Row("stack", Stack),
        Row("hstack", c => JoiningTransfers.Tensors(c) is { } all && all.All(t => t.Shape.Rank > 0) ? Joined(all, all.Any(t => t.Shape.Rank > 1) ? 1 : 0) : null),
        .. new[] { "vstack", "row_stack" }.Select(n => Row(n, c => JoiningTransfers.Tensors(c) is { } all && all.All(t => t.Shape.Rank > 1) ? Joined(all, 0) : null)),
        Row("split", Split),
        .. new[] { "chunk", "unbind", "tensor_split" }.Select(n => Row(n, c => Preconditions.Missing(c.Input, c.Integer("dim")))),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Mismatch?>> Row(string name, Func<OperatorCall, Mismatch?> demand) => new(name, demand);

    /// <summary>All have one rank, and the same sizes but for the dim that they are joined along. A vector of no elements joins anything.</summary>
    private static Mismatch? Cat(OperatorCall call)
    {
        return JoiningTransfers.Tensors(call) is { } tensors && call.Integer(call.Arguments.Has("axis") ? "axis" : "dim") is { } dim ? Joined(tensors, dim) : null;
    }

    private static Mismatch? Joined(ImmutableArray<TensorValue> tensors, long dim)
    {
        var known = tensors.Where(t => t.Shape.Rank is { } rank && (rank != 1 || t.Shape.Dims[0].DiffersWithoutZeros(Dim.Zero))).ToList();
        if (known.Count < 2) return null;
        return known.Skip(1).Select(t => Preconditions.Missing(known[0], dim) ?? Unequal(known[0], t, "joined with", known[0].Shape.FromFront(dim))).FirstOrDefault(m => m is not null);
    }

    private static Mismatch? Stack(OperatorCall call) => JoiningTransfers.Tensors(call)?.Where(t => t.Shape.Rank is not null).ToList() is { Count: > 1 } known
        ? known.Skip(1).Select(t => Unequal(known[0], t, "stacked on", except: null)).FirstOrDefault(m => m is not null)
        : null;

    private static Mismatch? Unequal(TensorValue a, TensorValue b, string how, int? except)
    {
        var text = $"{b.Shape.Display} cannot be {how} {a.Shape.Display}";
        if (a.Shape.Rank != b.Shape.Rank) return new Mismatch($"{text}: their ranks differ", b, a);
        for (var i = 0; i < a.Shape.Dims.Length; i++)
            if (i != except && a.Shape.Dims[i].DiffersWithoutZeros(b.Shape.Dims[i])) return new Mismatch($"{text}: {Preconditions.Differ(b.Shape.Dims[i], a.Shape.Dims[i])}", b, a);
        return null;
    }

    /// <summary>Sections add up to the size that they cut.</summary>
    private static Mismatch? Split(OperatorCall call)
    {
        if (call.Input is not { } input || call.Integer("dim") is not { } dim) return null;
        if (Preconditions.Missing(input, dim) is { } missing) return missing;
        if ((call.Integers("sizes") ?? call.Integers("split_size_or_sections")) is not { Length: > 1 } sections || input.Shape[dim] is not { } size) return null;
        var sum = sections.Aggregate(Dim.Zero, (all, section) => all + Dim.Of(section));
        return size.DiffersWithoutZeros(sum) ? new Mismatch($"the sections add up to {sum}, and dim {dim} of {input.Shape.Display} is {size.Display}", input) : null;
    }
}
