using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Shapes;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[idx] = v   =>  x = x.index_copy(0, idx, v)
/// Exact for indices that are not negative (assignment counts those from the end, index_copy refuses them); of duplicates the last one wins in both.
/// The value is expanded to the selected rows where it is not proven to have their shape. Never scatter with expand(1, W), which is right for 2-D data and one index only,
/// and never index_add, which adds up duplicates.
/// Hostile: ScatterND with a graph that ONNX Runtime may refuse; an export error at opset 9.
internal sealed class IndexTensorAssignmentRule : IndexAssignmentRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Describe(
        "MFX1303",
        "Assignment through an index tensor exports as ScatterND or not at all",
        "Exporters write ScatterND with a broadcast that ONNX Runtime may refuse to load, and fail at opset 9.");

    protected override bool Owns(IndexAssignment assignment) =>
        assignment.Operator is null && assignment.Has(IndexKind.Indices) && !assignment.Has(IndexKind.Mask);

    protected override Finding InspectAssignment(IndexAssignment assignment, TorchCompilation torch)
    {
        var written = Written(assignment);
        if (IndexedDim.Find(assignment, torch) is not { } indexed)
            return Report(assignment.Syntax, $"{written} exports as ScatterND or not at all; use index_copy with an index tensor of known rank on one dim");
        var target = CSharpText.Text(assignment.Target.Syntax);
        var title = "Use index_copy";
        string value;
        if (assignment.IsScalar)
        {
            title = "Use index_fill";
            value = $"{target}.index_fill({indexed.DimText}, {indexed.Index}, {CSharpText.Text(assignment.Value.Syntax)})";
        }
        else
        {
            var source = indexed.Source(assignment.Value, CSharpText.AsReceiver(assignment.Value.Syntax), assignment, torch);
            value = $"{target}.index_copy({indexed.DimText}, {indexed.Index}, {Cast(source, assignment.Value, assignment, torch)})";
        }

        return indexed.Finding(this, assignment, $"{written} exports as ScatterND or not at all; {title.Substring(4)} is the same", Assign(assignment, title, value));
    }
}

/// <summary>An index list with one index tensor, on one dim, and whole dims around it.</summary>
internal sealed record IndexedDim(int Dim, IOperation Tensor, bool IsScalar, bool IsNonNegative)
{
    public string DimText => CSharpText.Of(Dim);

    /// <summary>The index tensor as index_copy takes it: one dim.</summary>
    public string Index => IsScalar ? $"{CSharpText.AsReceiver(Tensor.Syntax)}.reshape(-1)" : CSharpText.Text(Tensor.Syntax);

    public static IndexedDim? Find(IndexAssignment assignment, TorchCompilation torch)
    {
        if (assignment.Items.Any(i => i.Kind is not (IndexKind.Colon or IndexKind.Indices)) || assignment.Items.Count(i => i.Kind == IndexKind.Indices) != 1) return null;
        var at = assignment.Items.IndexOf(assignment.Items.Single(i => i.Kind == IndexKind.Indices));
        var tensor = assignment.Items[at].Operation;
        if (tensor is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation)) return null;
        return torch.ShapeOf(tensor).Rank is 0 or 1 ? new IndexedDim(at, tensor, torch.ShapeOf(tensor).Rank == 0, NeverNegative(tensor, torch)) : null;
    }

    /// <summary>The right side as index_copy takes it: with the rows' shape.</summary>
    public string Source(IOperation value, string text, IndexAssignment assignment, TorchCompilation torch)
    {
        if (IsScalar) return $"{text}.unsqueeze({DimText})";
        var (shape, rows) = (torch.ShapeOf(value), torch.ShapeOf(assignment.Target));
        var count = torch.ShapeOf(Tensor)[0];
        var same = shape.Rank is not null && rows.Rank is not null && count is not null && shape.Equals(TensorShape.Of(rows.Dims.SetItem(Dim, count)));
        return same ? text : $"{text}.expand_as({CSharpText.Text(assignment.Target.Syntax)}.index_select({DimText}, {Index}))";
    }

    public Finding Finding(Rule rule, IndexAssignment assignment, string message, Fix fix) => new(rule, assignment.Syntax, message, IsNonNegative ? Safety.Proven : Safety.Assumed)
    {
        Assumption = IsNonNegative ? null : "the indices are not negative",
        Fixes = ImmutableArray.Create(fix),
    };

    /// <summary>A local that is given torch.tensor of constants that are not negative, or arange from 0, and nothing else.</summary>
    private static bool NeverNegative(IOperation tensor, TorchCompilation torch)
    {
        if (tensor is not ILocalReferenceOperation { Local: var local } || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax { Initializer: { } initializer } declarator) return false;
        var member = declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
        if (member.DescendantNodes().Any(n => n is AssignmentExpressionSyntax { Left: IdentifierNameSyntax or TupleExpressionSyntax } assignment && assignment.Left.DescendantTokens().Any(t => t.ValueText == local.Name))) return false;
        if (member.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(a => a.Expression.ToString() == local.Name && a.Name.Identifier.ValueText.EndsWith("_", StringComparison.Ordinal))) return false;
        if (torch.Compilation.GetSemanticModel(declarator.SyntaxTree).GetOperation(initializer.Value)?.WithoutConversions() is not IInvocationOperation { TargetMethod.Name: "tensor" } call) return false;
        var values = call.Arguments.FirstOrDefault()?.Value.Elements() ?? ImmutableArray<IOperation>.Empty;
        return values.Length > 0 && values.All(v => v.ConstantValue.Value is >= 0 or >= 0L);
    }
}
