using Microsoft.CodeAnalysis;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Shapes;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[.., 2] *= s   =>  x = torch.cat(new[] { x.narrow(1, 0, 2), x.narrow(1, 2, 1) * s, x.narrow(1, 3, 2) }, 1)
/// x[idx] += v     =>  x = x.index_copy(0, idx, x.index_select(0, idx) + v)
/// x[mask] *= s    =>  x = torch.where(mask, x * s, x)
/// A compound assignment reads, computes and assigns: the forms are those of the plain assignment with the computed value, under the same conditions.
/// The result is converted back to x's dtype where that is not proven to be its own. Of duplicate indices the last one wins; index_add would add them up.
/// Hostile: as the plain assignment, and the read exports as Gather or NonZero besides.
internal sealed class CompoundIndexAssignmentRule : IndexAssignmentRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Describe(
        "MFX1304",
        "Compound assignment to a part of a tensor exports as ScatterND or not at all",
        "x[i] += v reads, adds and assigns; the assignment exports as ScatterND with Shape, Expand and Range nodes, or fails.");

    protected override bool Owns(IndexAssignment assignment) => assignment.Operator is not null;

    protected override Finding InspectAssignment(IndexAssignment assignment, TorchCompilation torch)
    {
        if (assignment.Has(IndexKind.Mask)) return Masked(assignment, torch);
        return assignment.Has(IndexKind.Indices) ? Indexed(assignment, torch) : Sliced(assignment, torch);
    }

    private Finding Sliced(IndexAssignment assignment, TorchCompilation torch)
    {
        var written = Written(assignment);
        if (SliceRegion.Find(assignment, torch, out var reason) is not { } region)
            return Report(assignment.Syntax, $"{written} exports as ScatterND or not at all; cat of the parts needs proven bounds, and {reason}");
        var target = CSharpText.Text(assignment.Target.Syntax);
        if (!region.Cut.Any()) return Report(assignment.Syntax, $"{written} changes the whole tensor; write {target} = {target} {assignment.Operator} …");
        if (!assignment.IsScalar && !Broadcasts(torch.ShapeOf(assignment.Value), region.ValueShape))
            return Report(assignment.Syntax, $"{written} exports as ScatterND or not at all; the shape of the right side is not known");

        // A number needs no dims of its own; a tensor is met in the shape that the indexer reads.
        var block = assignment.IsScalar
            ? Operated(region.Narrowed(target), assignment)
            : region.Unsqueezed($"({Operated(region.Selected(target), assignment)})");
        block = BackToDtype(block, assignment, torch);
        var style = SourceStyle.At(assignment.Syntax, torch.Compilation.GetSemanticModel(assignment.Syntax.SyntaxTree), torch.Symbols);
        return Proven(assignment.Syntax, $"{written} exports as ScatterND or not at all; cat of the parts is the same", SliceAssignmentRule.Cat(assignment, region, block, style));
    }

    private Finding Indexed(IndexAssignment assignment, TorchCompilation torch)
    {
        var written = Written(assignment);
        if (IndexedDim.Find(assignment, torch) is not { IsScalar: false } indexed)
            return Report(assignment.Syntax, $"{written} exports as ScatterND or not at all; use index_copy with an index tensor of known rank on one dim");
        var target = CSharpText.Text(assignment.Target.Syntax);
        var value = BackToDtype(Operated($"{target}.index_select({indexed.DimText}, {indexed.Index})", assignment), assignment, torch);
        return indexed.Finding(
            this,
            assignment,
            $"{written} exports as ScatterND or not at all; index_copy is the same",
            Assign(assignment, "Use index_copy", $"{target}.index_copy({indexed.DimText}, {indexed.Index}, {value})"));
    }

    private Finding Masked(IndexAssignment assignment, TorchCompilation torch)
    {
        var written = Written(assignment);
        if (MaskAssignmentRule.MaskText(assignment, torch) is not { } mask || !assignment.IsScalar)
            return Report(assignment.Syntax, $"{written} exports as NonZero and ScatterND; compute the values for all elements and use where");
        var target = CSharpText.Text(assignment.Target.Syntax);
        var style = SourceStyle.At(assignment.Syntax, torch.Compilation.GetSemanticModel(assignment.Syntax.SyntaxTree), torch.Symbols);
        var value = BackToDtype(Operated(target, assignment), assignment, torch);
        return Proven(
            assignment.Syntax,
            $"{written} exports as NonZero and ScatterND; where is the same",
            Assign(assignment, "Use where", $"{style.Torch("where")}({mask}, {value}, {target})"));
    }

    private static string Operated(string left, IndexAssignment assignment) => $"{left} {assignment.Operator} {CSharpText.AsFactor(assignment.Value.Syntax)}";

    /// <summary>The computed value in the target's dtype: assignment converts, the functional forms do not.</summary>
    private static string BackToDtype(string value, IndexAssignment assignment, TorchCompilation torch)
    {
        var type = torch.ElementTypeOf(assignment.Target);
        // A number never changes the dtype of a floating-point tensor, whichever one it is.
        if (assignment.IsScalar && type.IsFloating()) return value;
        var other = torch.ElementTypeOf(assignment.Value);
        if (!assignment.IsScalar && type == other && type is ElementType.Float32 or ElementType.Float64) return value;
        var operand = value.StartsWith("(", StringComparison.Ordinal) ? value : $"({value})";
        return $"{operand}.to({CSharpText.Text(assignment.Target.Syntax)}.dtype)";
    }

    /// <summary>True where the value is proven not to make the result larger than the slice.</summary>
    private static bool Broadcasts(TensorShape value, TensorShape slice) => value.Rank is { } rank && rank <= slice.Rank
        && Enumerable.Range(1, rank).All(e => value[-e]!.Constant == 1 || value[-e]!.Equals(slice[-e]!));
}
