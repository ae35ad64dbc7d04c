using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[idx] = v   =>  x = x.index_copy(0, idx, v)
/// x[i] = v     =>  x = torch.where((torch.arange(4, device: x.device) == i).view(-1, 1, 1), v, x)
/// The second for one position on a target without scatter.
/// Exact for indices that are not negative (assignment counts those from the end, index_copy refuses them, arange has none); of duplicates
/// the last one wins in both. The value is expanded to the selected rows where it is not proven to have their shape. The indexer insists on
/// x's dtype for a list of indices, and converts for a single position. Never scatter with expand(1, W), which is right for 2-D data and
/// one index only, and never index_add, which adds up duplicates.
/// Hostile: ScatterND with a graph that ONNX Runtime may refuse; an export error at opset 9.
internal sealed class IndexTensorAssignment : AssignmentForm
{
    public override RuleDescriptor Rule { get; } = new(
        "MFX1303",
        "Assignment through an index tensor exports as ScatterND or not at all",
        Message,
        "Exporters write ScatterND with a broadcast that ONNX Runtime may refuse to load, and fail at opset 9.",
        Hostility);

    public override bool Owns(IndexAssignment assignment) =>
        assignment.Operator is null && assignment.Has(IndexKind.Indices) && !assignment.Has(IndexKind.Mask);

    public override Finding Inspect(IndexAssignment assignment)
    {
        if (IndexedDim.Find(assignment, out var reason) is not { } indexed) return Report(assignment, reason);
        if (!Scatter.IsIn(assignment.Torch.TargetAt(assignment.Syntax)) && SinglePosition.Rewrite(assignment, indexed) is { } where)
            return Offer(assignment, Export, where);
        if (!assignment.IsTensor) return Offer(assignment, Export, Filled(assignment, indexed));
        var value = AssignedValue.Broadcast(
            assignment, indexed.Selection(assignment), indexed.SelectionRank(assignment), indexed.Read(assignment), out var assumption);
        value = AssignedValue.Converted(indexed.Unsqueezed(value), assignment.Torch.ElementTypeOf(assignment.Value), assignment);
        return Offer(
            assignment,
            Export,
            new Rewrite("index_copy", indexed.IndexCopy(assignment, value)) { Assumptions = [indexed.Assumption, assumption] });
    }

    private static Rewrite Filled(IndexAssignment assignment, IndexedDim indexed) => new(
        "index_fill",
        $"{assignment.TargetText}.index_fill({indexed.DimText}, {indexed.List}, {CSharpText.Text(assignment.Value.Syntax)})")
    {
        Assumptions = [indexed.Assumption, AssignedValue.FillAssumption(assignment)],
    };
}

/// <summary>The form for one position of a dim of known size, without scatter: a comparison with all positions.</summary>
internal static class SinglePosition
{
    public static Rewrite? Rewrite(IndexAssignment assignment, IndexedDim indexed)
    {
        var shape = assignment.Torch.ShapeOf(assignment.Target);
        if (!indexed.IsPosition || shape.Rank is not { } rank || shape[indexed.Dim]?.Constant is not { } size) return null;
        var (target, style) = (assignment.TargetText, assignment.Style);
        var mask = $"({style.Torch("arange")}({CSharpText.Of(size)}, device: {target}.device) == {CSharpText.Text(indexed.Tensor.Syntax)})";
        var after = rank - indexed.Dim - 1;
        var here = after == 0 ? mask.Substring(1, mask.Length - 2) : $"{mask}.view(-1{string.Concat(Enumerable.Repeat(", 1", after))})";
        if (!assignment.IsTensor)
            return new Rewrite("masked_fill", $"{target}.masked_fill({here}, {CSharpText.Text(assignment.Value.Syntax)})")
            {
                Assumptions = [indexed.Assumption, AssignedValue.FillAssumption(assignment)],
            };
        // The value meets the tensor's last dims by itself; the indexed dim is put back where it is not the first.
        if (assignment.Torch.ShapeOf(assignment.Value).Rank is not { } of || of > rank - 1) return null;
        var value = CSharpText.AsReceiver(assignment.Value.Syntax);
        if (of > after) value = $"{value}.unsqueeze({CSharpText.Of(-after - 1)})";
        value = AssignedValue.Converted(value, assignment.Torch.ElementTypeOf(assignment.Value), assignment);
        return new Rewrite("where", $"{style.Torch("where")}({here}, {value}, {target})") { Assumptions = [indexed.Assumption] };
    }
}
