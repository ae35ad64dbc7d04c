using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[mask] = s         =>  x = x.masked_fill(mask, s)
/// x[mask] = y[mask]   =>  x = torch.where(mask, y, x)
/// Exact where the ranks are known: a mask of x's own rank is used as it is, a mask of the first dims gets dims of size 1 after them, since
/// an index starts at the first dim and broadcasting at the last. A number is converted to x's dtype by both. y must have x's rank, so that
/// it broadcasts as y[mask] does.
/// A packed right side (one value per true element, in order) has no such form and is reported.
/// Hostile: NonZero and ScatterND, whose sizes depend on the data; an export error at opset 9.
internal sealed class MaskAssignment : AssignmentForm
{
    internal const string MaskExport = "NonZero and ScatterND";

    public override RuleDescriptor Rule { get; } = new(
        "MFX1302",
        "Assignment through a mask exports as NonZero and ScatterND",
        Message,
        "The number of elements that a mask selects depends on the data, so exporters write NonZero and ScatterND, or fail.",
        Hostility);

    public override bool Owns(IndexAssignment assignment) => assignment.Operator is null && assignment.Has(IndexKind.Mask);

    public override Finding Inspect(IndexAssignment assignment)
    {
        if (Mask.In(assignment, out var reason) is not { } mask) return Report(assignment, reason, MaskExport);
        var target = assignment.TargetText;
        if (!assignment.IsTensor)
            return Offer(
                assignment,
                MaskExport,
                new Rewrite(
                    "masked_fill",
                    $"{target}.masked_fill({mask.Text}, {CSharpText.Text(assignment.Value.Syntax)})")
                {
                    Assumptions = [mask.Assumption],
                });
        if (Everywhere(assignment, mask) is not { } values)
            return Report(assignment, "it packs one value per true element; compute the values for all elements and use where", MaskExport);
        values = AssignedValue.Converted(values, assignment.Torch.ElementTypeOf(assignment.Value), assignment);
        return Offer(
            assignment,
            MaskExport,
            new Rewrite(
                "where", $"{assignment.Style.Torch("where")}({mask.Text}, {values}, {target})")
            {
                Assumptions = [mask.Assumption],
            });
    }

    /// <summary>
    /// The right side for all elements, as it can stand before a dot: y of y[mask], or a tensor of a single number. Null where it is
    /// packed.
    /// </summary>
    internal static string? Everywhere(IndexAssignment assignment, Mask mask)
    {
        if (assignment.Torch.ShapeOf(assignment.Value).Rank == 0) return CSharpText.AsReceiver(assignment.Value.Syntax);
        return mask.SelectionFrom(assignment.Value, assignment.Torch) is { } source ? CSharpText.AsReceiver(source.Syntax) : null;
    }
}
