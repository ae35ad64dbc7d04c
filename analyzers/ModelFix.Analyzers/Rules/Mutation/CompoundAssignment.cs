using Microsoft.CodeAnalysis;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[.., 2] *= s   =>  x = torch.cat(new[] { x.narrow(1, 0, 2), x.narrow(1, 2, 1) * s, x.narrow(1, 3, 2) }, 1)
/// x[idx] += v     =>  x = x.index_copy(0, idx, x.index_select(0, idx) + v)
/// x[mask] *= s    =>  x = torch.where(mask, x * s, x)
/// A compound assignment reads, computes and assigns: the forms are those of the plain assignment with the computed value, under the same
/// conditions.
/// The right side must not have more dims than what is read, or the result has them too. The result is converted back to x's dtype where
/// that is not proven to be its own. Of duplicate indices the last one wins; index_add would add them up. Where a tensor meets x behind a
/// mask, it is computed with everywhere, so that the gradient of an element that is not selected can become NaN: equal in inference.
/// Hostile: as the plain assignment, and the read exports as Gather or NonZero besides.
internal sealed class CompoundAssignment : AssignmentForm
{
    public override RuleDescriptor Rule { get; } = new(
        "MFX1304",
        "Compound assignment to a part of a tensor exports as ScatterND or not at all",
        Message,
        "x[i] += v reads, adds and assigns; the assignment exports as ScatterND with Shape, Expand and Range nodes, or fails.",
        Hostility);

    public override bool Owns(IndexAssignment assignment) => assignment.Operator is not null;

    public override Finding Inspect(IndexAssignment assignment)
    {
        if (assignment.Has(IndexKind.Mask)) return Masked(assignment);
        return assignment.Has(IndexKind.Indices) ? Indexed(assignment) : Sliced(assignment);
    }

    private Finding Sliced(IndexAssignment assignment)
    {
        if (SliceRegion.Find(assignment, out var reason) is not { } region)
            return Report(assignment, $"cat of the parts needs proven bounds: {reason}");
        var target = assignment.TargetText;
        if (!region.Cut.Any()) return Report(assignment, $"it changes the whole tensor; write {target} = {target} {assignment.Operator} …");
        if (region.Stepped is not null)
            return Report(assignment, "a slice with a step has no simple form; compute the elements and stack them");

        // A number, or a tensor without dims, meets the block with its dims kept; other tensors meet it in the shape that the indexer
        // reads.
        var keepsDims = !assignment.IsTensor || assignment.Torch.ShapeOf(assignment.Value).Rank == 0 || region.Axes.All(a => !a.IsInteger);
        var block = keepsDims
            ? BackToDtype(Operated(region.Kept(target), assignment), assignment)
            : BackToDtype(region.Unsqueezed($"({Operated(region.Read(target), assignment)})"), assignment);
        return Offer(
            assignment, Export, SliceAssignment.Cat(assignment, region, block, isNew: true, SizeAssumption(assignment, region.ValueRank)));
    }

    private Finding Indexed(IndexAssignment assignment)
    {
        if (IndexedDim.Find(assignment, out var reason) is not { } indexed) return Report(assignment, reason);
        var keepsDim = !indexed.IsPosition || !assignment.IsTensor || assignment.Torch.ShapeOf(assignment.Value).Rank == 0;
        var value = keepsDim
            ? BackToDtype(Operated(indexed.Selected(assignment), assignment), assignment)
            : BackToDtype(indexed.Unsqueezed($"({Operated(indexed.Read(assignment), assignment)})"), assignment);
        return Offer(assignment, Export, new Rewrite("index_copy", indexed.IndexCopy(assignment, value))
        {
            Assumptions = [indexed.Assumption, SizeAssumption(assignment, indexed.SelectionRank(assignment))],
        });
    }

    private Finding Masked(IndexAssignment assignment)
    {
        if (Mask.In(assignment, out var reason) is not { } mask) return Report(assignment, reason, MaskAssignment.MaskExport);
        var value = assignment.IsTensor ? MaskAssignment.Everywhere(assignment, mask) : CSharpText.AsFactor(assignment.Value.Syntax);
        if (value is null)
            return Report(
                assignment,
                "its right side has one value per true element; compute the values for all elements and use where",
                MaskAssignment.MaskExport);
        var target = assignment.TargetText;
        var computed = BackToDtype($"{target} {assignment.Operator} {value}", assignment);
        return Offer(
            assignment,
            MaskAssignment.MaskExport,
            new Rewrite("where", $"{assignment.Style.Torch("where")}({mask.Text}, {computed}, {target})")
        {
            Assumptions = [mask.Assumption],
            Equality = assignment.IsTensor && assignment.Operator is not ("+" or "-") ? Equality.InferenceOnly : Equality.BitExact,
        });
    }

    private static string Operated(
        string left,
        IndexAssignment assignment) => $"{left} {assignment.Operator} {CSharpText.AsFactor(assignment.Value.Syntax)}";

    /// <summary>
    /// A right side with more dims than what is read makes a result that the indexer cuts down and the functional forms do not.
    /// </summary>
    private static string? SizeAssumption(IndexAssignment assignment, int? rank)
    {
        if (!assignment.IsTensor
            || assignment.TakesIntegers
            || assignment.Torch.ShapeOf(assignment.Value).Rank is { } of && (of == 0 || of <= rank))
            return null;
        return $"{CSharpText.Text(assignment.Value.Syntax)} has no more dims than {CSharpText.Text(assignment.Syntax.Left)}";
    }

    /// <summary>The computed value in the target's dtype: assignment converts, the functional forms do not.</summary>
    private static string BackToDtype(string value, IndexAssignment assignment)
    {
        if (KeepsDtype(assignment)) return value;
        var isCall = value.EndsWith(")", StringComparison.Ordinal) && value.StartsWith("(", StringComparison.Ordinal);
        return $"{(isCall ? value : $"({value})")}.to({assignment.TargetText}.dtype)";
    }

    private static bool KeepsDtype(IndexAssignment assignment)
    {
        var type = assignment.Torch.ElementTypeOf(assignment.Target);
        // A number never changes the dtype of a floating-point tensor, whichever one it is, nor does an integer or a mask.
        if (type.IsFloating() && !assignment.IsTensor) return true;
        var other = assignment.Torch.ElementTypeOf(assignment.Value);
        if (type.IsFloating() && (other.IsInteger() || other == ElementType.Bool)) return true;
        if (assignment.Operator == "/" && !type.IsFloating()) return false;
        if (assignment.IsTensor) return type == other && type is not (ElementType.Unknown or ElementType.Floating);
        return type.IsInteger() && assignment.Value.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
    }
}
