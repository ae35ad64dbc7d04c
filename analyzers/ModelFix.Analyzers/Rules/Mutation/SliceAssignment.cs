namespace ModelFix.Analyzers.Rules.Mutation;

/// x[.., 2] = v        =>  x = torch.cat(new[] { x.narrow(1, 0, 2), v.unsqueeze(1), x.narrow(1, 3, 2) }, 1)
/// x[.., 1..3] = v     =>  x = torch.cat(new[] { x.narrow(1, 0, 1), v, x.narrow(1, 3, 2) }, 1)
/// x[.., a..b] = v     =>  x = torch.cat(new[] { x.slice(1, 0, a, 1), v, x.slice(1, b, long.MaxValue, 1) }, 1)
/// The third where the size is not known.
/// Exact where nobody else sees x (cat makes a new tensor, assignment changes the old one), the positions count from the front, and the
/// range is not reversed.
/// The size of the dim is needed for ends that count from the back only: slice ends at the last element as the indexer does, and an integer
/// that is too large fails in both. The value is expanded to the slice's shape where it is not proven to have it, and converted to x's
/// dtype where that is not proven to be its own: assignment does both, cat neither. Empty pieces are left out. One piece alone would not be
/// copied by cat, and is cloned.
/// Steps: index_copy where the target has scatter; for every second element of an even size a stack that is flattened.
/// Hostile: ScatterND with Shape, Expand, Range and Where around it (21 nodes for x[:, 2] = v), an export error at opset 9.
internal sealed class SliceAssignment : AssignmentForm
{
    public override RuleDescriptor Rule { get; } = new(
        "MFX1301",
        "Assignment to a slice exports as ScatterND or not at all",
        Message,
        "Index assignment fails to export at opset 9 and becomes ScatterND with Shape, Expand and Range nodes later, "
            + "which TensorRT before 8.2 does not take.",
        Hostility);

    public override bool Owns(IndexAssignment assignment) =>
        assignment.Operator is null && !assignment.Has(IndexKind.Mask) && !assignment.Has(IndexKind.Indices);

    public override Finding Inspect(IndexAssignment assignment)
    {
        if (SliceRegion.Find(assignment, out var reason) is not { } region)
            return Report(assignment, $"cat of the parts needs proven bounds: {reason}");
        if (!region.Cut.Any()) return Report(assignment, "it replaces the whole tensor; assign a new one");

        // From here on it is known which block is written.
        if (region.Stepped is { } stepped)
            return SteppedSlice.Rewrite(assignment, region, stepped) is { } rewritten
                ? Offer(assignment, Export, rewritten)
                : Report(assignment, "a slice with a step has no simple form here; collect the elements and stack them");
        return Offer(
            assignment,
            Export,
            Cat(
                assignment,
                region,
                Block(assignment, region, out var assumption),
                isNew: !assignment.IsTensor,
                assumption,
                AssignedValue.OverlapAssumption(assignment)));
    }

    /// <summary>The tensor with a block replaced, as a cat of the parts.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="region">Where the block goes.</param>
    /// <param name="block">The block with every dim.</param>
    /// <param name="isNew">True where the block is computed, and needs no copy where it is all there is.</param>
    /// <param name="assumptions">What must hold beyond what the region assumes; nulls are left out.</param>
    internal static Rewrite Cat(IndexAssignment assignment, SliceRegion region, string block, bool isNew, params string?[] assumptions)
    {
        var replaced = region.Replaced(assignment.TargetText, block, assignment.Style);
        return new Rewrite("cat of the parts", replaced.IsCat || isNew ? replaced : CatText.Of(block + ".clone()"))
        {
            Assumptions = [.. region.Assumptions, .. assumptions],
        };
    }

    private static string Block(IndexAssignment assignment, SliceRegion region, out string? assumption)
    {
        if (!assignment.IsTensor)
        {
            assumption = AssignedValue.FillAssumption(assignment);
            return AssignedValue.Filled(assignment, region.Kept(assignment.TargetText));
        }

        var value = AssignedValue.Broadcast(
            assignment, region.ValueShape, region.ValueRank, region.Read(assignment.TargetText), out assumption);
        return AssignedValue.Converted(region.Unsqueezed(value), assignment.Torch.ElementTypeOf(assignment.Value), assignment);
    }
}
