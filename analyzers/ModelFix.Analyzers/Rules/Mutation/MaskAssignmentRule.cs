using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[mask] = s         =>  x = x.masked_fill(mask, s)
/// x[mask] = y[mask]   =>  x = torch.where(mask, y, x)
/// Exact where the ranks are known: a mask of x's own rank is used as it is, a mask of the rows is brought to x's rank with view(-1, 1, …).
/// A packed right side (one value per true element, in order) has no such form and is reported.
/// Hostile: NonZero and ScatterND, whose sizes depend on the data; an export error at opset 9.
internal sealed class MaskAssignmentRule : IndexAssignmentRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Describe(
        "MFX1302",
        "Assignment through a mask exports as NonZero and ScatterND",
        "The number of elements that a mask selects depends on the data, so exporters write NonZero and ScatterND, or fail.");

    protected override bool Owns(IndexAssignment assignment) => assignment.Operator is null && assignment.Has(IndexKind.Mask);

    protected override Finding InspectAssignment(IndexAssignment assignment, TorchCompilation torch)
    {
        var written = Written(assignment);
        if (MaskText(assignment, torch) is not { } mask)
            return Report(assignment.Syntax, $"{written} exports as NonZero and ScatterND; use masked_fill or where with a mask of the tensor's rank");

        var target = CSharpText.Text(assignment.Target.Syntax);
        if (assignment.IsScalar)
            return Proven(
                assignment.Syntax,
                $"{written} exports as NonZero and ScatterND; masked_fill is the same",
                Assign(assignment, "Use masked_fill", $"{target}.masked_fill({mask}, {CSharpText.Text(assignment.Value.Syntax)})"));
        if (SameSelection(assignment, torch) is not { } source)
            return Report(assignment.Syntax, $"{written} packs one value per true element; compute the values for all elements and use where");
        var style = SourceStyle.At(assignment.Syntax, torch.Compilation.GetSemanticModel(assignment.Syntax.SyntaxTree), torch.Symbols);
        var values = Cast(CSharpText.AsReceiver(source.Syntax), source, assignment, torch);
        return Proven(
            assignment.Syntax,
            $"{written} exports as NonZero and ScatterND; where is the same",
            Assign(assignment, "Use where", $"{style.Torch("where")}({mask}, {values}, {target})"));
    }

    /// <summary>The one mask of an index list as a mask of the target's rank, or null where the ranks are not known.</summary>
    internal static string? MaskText(IndexAssignment assignment, TorchCompilation torch)
    {
        if (assignment.Items.Length != 1 || assignment.Items[0].Operation is not { } mask) return null;
        if (torch.ShapeOf(mask).Rank is not { } of || torch.ShapeOf(assignment.Target).Rank is not { } rank || of > rank || of == 0) return null;
        var text = CSharpText.Text(mask.Syntax);
        if (of == rank) return text;
        var ones = string.Concat(Enumerable.Repeat(", 1", rank - of));
        return of == 1
            ? $"{CSharpText.AsReceiver(mask.Syntax)}.view(-1{ones})"
            : CSharpText.AsReceiver(mask.Syntax) + string.Concat(Enumerable.Range(of, rank - of).Select(d => $".unsqueeze({CSharpText.Of(d)})"));
    }

    /// <summary>y where the right side is y[mask] with the same mask, a tensor of the target's shape.</summary>
    private static IOperation? SameSelection(IndexAssignment assignment, TorchCompilation torch)
    {
        if (assignment.Value is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } source } read || !torch.Symbols.IsTensor(source.Type)) return null;
        var mask = assignment.Items[0].Operation;
        if (mask is not (ILocalReferenceOperation or IParameterReferenceOperation)) return null;
        var index = read.Arguments.SelectMany(a => a.ArgumentKind == ArgumentKind.ParamArray ? a.Value.Elements() : ImmutableArray.Create(a.Value.WithoutConversions())).ToList();
        if (index.Count != 1 || index[0].Syntax.ToString() != mask.Syntax.ToString()) return null;
        var (from, to) = (torch.ShapeOf(source), torch.ShapeOf(assignment.Target));
        return from.Rank is not null && from.Equals(to) ? source.WithoutConversions() : null;
    }
}
