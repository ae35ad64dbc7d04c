using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[.., ::2] = v   =>  x = x.index_copy(1, torch.tensor(new long[] { 0, 2, 4 }, device: x.device), v)
/// x[.., ::2] = v   =>  x = torch.stack(new[] { v, x.slice(1, 1, long.MaxValue, 2) }, 2).flatten(1, 2)
/// x[.., ::2] = s   =>  x = x.masked_fill(torch.tensor(new[] { true, false, true }, device: x.device).view(-1, 1, 1), s)
/// Exact with a known size. The second form, for every second element of an even size, does without scatter, which TensorRT has from 8.2
/// on; flatten stays one node where it starts at dim 1, other dims are reshaped with literals.
internal static class SteppedSlice
{
    /// <summary>A mask that is written out stays readable up to here.</summary>
    private const int LongestMask = 16;

    /// <summary>More positions than this are not written out.</summary>
    private const int LongestList = 1024;

    public static Rewrite? Rewrite(IndexAssignment assignment, SliceRegion region, SliceAxis axis)
    {
        if (axis.Size?.Constant is not { } size || axis.Dim < 0) return null;
        if (axis.From is { Constant: null } || axis.To is { Constant: null }) return null;
        var (from, to) = (axis.From?.Constant ?? 0, axis.To?.Constant ?? size);
        if (Slicing.SliceLength(size, from, to, axis.Step) is not (> 0 and <= LongestList and var count)) return null;
        var positions = Enumerable.Range(0, (int)count).Select(i => from + i * axis.Step).ToList();
        var target = assignment.TargetText;
        if (!assignment.IsTensor) return Filled(assignment, axis, positions, size);
        var value = AssignedValue.Broadcast(assignment, region.ValueShape, region.ValueRank, axis.Kept(target), out var assumption);
        value = AssignedValue.Converted(value, assignment.Torch.ElementTypeOf(assignment.Value), assignment);
        var assumptions = new[] { assumption, AssignedValue.OverlapAssumption(assignment) };
        if (Scatter.IsIn(assignment.Torch.TargetAt(assignment.Syntax)))
            return new Rewrite(
                "index_copy",
                $"{target}.index_copy({CSharpText.Of(axis.Dim)}, {Tensor(assignment, positions)}, {value})") { Assumptions = assumptions };
        return Interleaved(assignment, axis, positions, size, value) is { } stacked
            ? new Rewrite("stack", stacked) { Assumptions = assumptions }
            : null;
    }

    private static Rewrite? Filled(IndexAssignment assignment, SliceAxis axis, List<long> positions, long size)
    {
        if (size > LongestMask || assignment.Torch.ShapeOf(assignment.Target).Rank is not { } rank) return null;
        var here = Enumerable.Range(0, (int)size).Select(i => positions.Contains(i) ? "true" : "false");
        var mask = $"{assignment.Style.Torch("tensor")}(new[] {{ {string.Join(", ", here)} }}, device: {assignment.TargetText}.device)";
        if (axis.Dim < rank - 1) mask += $".view(-1{string.Concat(Enumerable.Repeat(", 1", rank - axis.Dim - 1))})";
        return new Rewrite("masked_fill", $"{assignment.TargetText}.masked_fill({mask}, {CSharpText.Text(assignment.Value.Syntax)})")
        {
            Assumptions = [AssignedValue.FillAssumption(assignment)],
        };
    }

    private static string Tensor(IndexAssignment assignment, IReadOnlyCollection<long> positions) =>
        $"{assignment.Style.Torch("tensor")}({assignment.Style.Longs(positions)}, device: {assignment.TargetText}.device)";

    private static string? Interleaved(IndexAssignment assignment, SliceAxis axis, List<long> positions, long size, string value)
    {
        if (axis.Step != 2 || size % 2 != 0 || positions.Count != size / 2) return null;
        var first = positions[0];
        var others = $"{assignment.TargetText}.slice({CSharpText.Of(axis.Dim)}, {CSharpText.Of(1 - first)}, long.MaxValue, 2)";
        var pair = first == 0 ? $"{value}, {others}" : $"{others}, {value}";
        var stacked = $"{assignment.Style.Torch("stack")}(new[] {{ {pair} }}, {CSharpText.Of(axis.Dim + 1)})";
        if (axis.Dim == 1) return $"{stacked}.flatten(1, 2)";
        var dims = assignment.Torch.ShapeOf(assignment.Target).Dims;
        if (assignment.Torch.ShapeOf(assignment.Target).Rank is null || dims.Count(d => !d.IsConstant) > 1) return null;
        return $"{stacked}.reshape({string.Join(", ", dims.Select(d => CSharpText.Of(d.Constant ?? -1)))})";
    }
}

/// <summary>Which targets take ScatterElements, what index_copy and scatter export to.</summary>
internal static class Scatter
{
    private static readonly TargetRange FirstInTensorRT = new(TargetFamily.TensorRT, From: "8.2");

    private static readonly TargetRange Onnx = new(TargetFamily.Onnx);

    public static bool IsIn(Target target) => target.Members.All(m => Onnx.Contains(m) || FirstInTensorRT.Contains(m));
}
