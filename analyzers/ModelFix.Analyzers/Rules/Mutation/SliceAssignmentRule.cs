using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Shapes;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[.., 2] = v        =>  x = torch.cat(new[] { x.narrow(1, 0, 2), v.unsqueeze(1), x.narrow(1, 3, 2) }, 1)
/// x[.., 1..3] = v     =>  x = torch.cat(new[] { x.narrow(1, 0, 1), v, x.narrow(1, 3, 2) }, 1)
/// Exact where the rank, the sizes of the dims that are cut and the bounds are proven, and nobody else sees x: cat makes a new tensor, assignment changes the old one.
/// The value is expanded to the slice's shape where it is not proven to have it, and converted to x's dtype where that is not proven to be its own:
/// assignment does both, cat neither. Empty pieces are left out. A slice of the whole tensor would be a cat of one piece, which shares memory: it is reported only.
/// Hostile: ScatterND with Shape, Expand, Range and Where around it (21 nodes for x[:, 2] = v), an export error at opset 9.
internal sealed class SliceAssignmentRule : IndexAssignmentRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Describe(
        "MFX1301",
        "Assignment to a slice exports as ScatterND or not at all",
        "Index assignment fails to export at opset 9 and becomes ScatterND with Shape, Expand and Range nodes later, which TensorRT before 8.2 does not take.");

    protected override bool Owns(IndexAssignment assignment) =>
        assignment.Operator is null && !assignment.Has(IndexKind.Mask) && !assignment.Has(IndexKind.Indices);

    protected override Finding InspectAssignment(IndexAssignment assignment, TorchCompilation torch)
    {
        var written = Written(assignment);
        if (SliceRegion.Find(assignment, torch, out var reason) is not { } region)
            return Report(assignment.Syntax, $"{written} exports as ScatterND or not at all; cat of the parts needs proven bounds, and {reason}");
        if (!region.Cut.Any()) return Report(assignment.Syntax, $"{written} replaces the whole tensor; assign a new one");

        // From here on the block and its bounds are proven.
        var target = CSharpText.Text(assignment.Target.Syntax);
        var style = SourceStyle.At(assignment.Syntax, torch.Compilation.GetSemanticModel(assignment.Syntax.SyntaxTree), torch.Symbols);
        var message = $"{written} exports as ScatterND or not at all; cat of the parts is the same{InLoop(assignment)}";
        if (assignment.IsScalar)
            return Proven(assignment.Syntax, message, Cat(assignment, region, SliceValues.Filled(assignment, region.Narrowed(target), style), style));
        var value = SliceValues.Tensor(assignment.Value, assignment, region, torch, CSharpText.AsReceiver(assignment.Value.Syntax), out var assumption);
        var fix = Cat(assignment, region, value, style);
        return assumption is null ? Proven(assignment.Syntax, message, fix) : Assumed(assignment.Syntax, message, assumption, fix);
    }

    internal static Fix Cat(IndexAssignment assignment, SliceRegion region, string block, SourceStyle style) =>
        Assign(assignment, "Use cat of the parts", CatLayout.Of(region.Replaced(CSharpText.Text(assignment.Target.Syntax), block, style), assignment.Syntax, style));

    private static string InLoop(IndexAssignment assignment) =>
        assignment.Syntax.Ancestors().Any(a => a is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax)
            ? " (collecting the parts in a list and one cat or stack after the loop is smaller still)"
            : "";
}

/// <summary>Right sides of slice assignments as a piece of a cat: of the block's shape, with every dim, in the target's dtype.</summary>
internal static class SliceValues
{
    public static string Filled(IndexAssignment assignment, string block, SourceStyle style) => assignment.Value.ConstantValue.Value switch
    {
        0 or 0L or 0f or 0d when !IsNegativeZero(assignment.Value.ConstantValue.Value!) => $"{style.Torch("zeros_like")}({block})",
        _ => $"{style.Torch("full_like")}({block}, {CSharpText.Text(assignment.Value.Syntax)})",
    };

    /// <param name="value">The expression whose shape and dtype decide.</param>
    /// <param name="text">The same as text, as it can stand before a dot.</param>
    /// <param name="assumption">What must hold where the value's shape is not known; null where it is.</param>
    public static string Tensor(IOperation value, IndexAssignment assignment, SliceRegion region, TorchCompilation torch, string text, out string? assumption)
    {
        var shape = torch.ShapeOf(value);
        var wanted = region.ValueShape;
        assumption = Fits(shape, wanted) ? null : "the value has no leading dims of size 1 beyond those of the slice";
        if (!shape.Equals(wanted)) text = $"{text}.expand_as({region.Selected(CSharpText.Text(assignment.Target.Syntax))})";
        return Converted(value, assignment, torch, region.Unsqueezed(text));
    }

    private static string Converted(IOperation value, IndexAssignment assignment, TorchCompilation torch, string text)
    {
        var (from, to) = (torch.ElementTypeOf(value), torch.ElementTypeOf(assignment.Target));
        var same = from == to && from is not (ElementType.Unknown or ElementType.Floating);
        return same ? text : $"{text}.to({CSharpText.Text(assignment.Target.Syntax)}.dtype)";
    }

    /// <summary>True where the value broadcasts to the slice without dims of its own in front, whatever the symbols are.</summary>
    private static bool Fits(TensorShape value, TensorShape slice) => value.Rank is { } rank && rank <= slice.Rank;

    private static bool IsNegativeZero(object value) => value is double d && 1 / d < 0 || value is float f && 1 / f < 0;
}

/// <summary>Puts the pieces of a long cat on lines of their own.</summary>
internal static class CatLayout
{
    private const int MaxColumns = 140;

    public static string Of(string cat, AssignmentExpressionSyntax at, SourceStyle style)
    {
        var line = at.SyntaxTree.GetText().Lines.GetLineFromPosition(at.SpanStart).ToString();
        var indent = line.Substring(0, line.Length - line.TrimStart().Length);
        if (indent.Length + ((ElementAccessExpressionSyntax)at.Left).Expression.Span.Length + 4 + cat.Length <= MaxColumns) return cat;
        var open = cat.IndexOf("new[] { ", StringComparison.Ordinal);
        var close = cat.LastIndexOf(" }, ", StringComparison.Ordinal);
        var step = indent.Contains('\t') ? "\t" : "    ";
        var pieces = Pieces(cat.Substring(open + 8, close - open - 8)).Select(p => $"{indent}{step}{p},{style.NewLine}");
        return $"{cat.Substring(0, open)}new[]{style.NewLine}{indent}{{{style.NewLine}{string.Concat(pieces)}{indent}}}{cat.Substring(close + 2)}";
    }

    private static IEnumerable<string> Pieces(string list)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] is '(' or '{' or '[') depth++;
            else if (list[i] is ')' or '}' or ']') depth--;
            else if (list[i] == ',' && depth == 0)
            {
                yield return list.Substring(start, i - start).Trim();
                start = i + 1;
            }
        }

        yield return list.Substring(start).Trim();
    }
}
