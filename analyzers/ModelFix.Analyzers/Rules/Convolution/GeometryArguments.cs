using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Convolution;

/// ConvTranspose3d(4, 3, 3, 2, 1, 1)  =>  ConvTranspose3d(4, 3, 3, 2, 0, 0)
/// A named output_padding goes away where only named arguments follow. Shapes and names of the parameters do not depend on either.
internal static class GeometryArguments
{
    /// <summary>The edits, or null where they would lose a comment.</summary>
    public static ImmutableArray<SourceEdit>? Edits(TransposedConvolution convolution)
    {
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        var arguments = convolution.Layer.Arguments;
        if (convolution.Crop.Max() > 0 && arguments.Syntax("padding") is { } padding)
        {
            var less = convolution.Padding.Zip(convolution.Crop, (p, q) => p!.Value - q).ToImmutableArray();
            edits.Add(SourceEdit.Replace(padding.Expression, Text(padding, less)));
        }

        var output = arguments.Syntax("output_padding")!;
        edits.Add(IsRemovable(output, out var span)
            ? SourceEdit.Delete(output.SyntaxTree, span)
            : SourceEdit.Replace(output.Expression, Text(output, ImmutableArray.Create(new long[convolution.Dims]))));
        return edits.Any(e => CSharpText.HasComments(e.Tree, e.Span)) ? null : edits.ToImmutable();
    }

    private static string Text(ArgumentSyntax argument, ImmutableArray<long> sizes) => argument.Expression is TupleExpressionSyntax
        ? "(" + string.Join(", ", sizes.Select(CSharpText.Of)) + ")"
        : CSharpText.Of(sizes[0]);

    /// <summary>The span of a named argument with the comma before it.</summary>
    private static bool IsRemovable(ArgumentSyntax argument, out TextSpan span)
    {
        span = default;
        if (argument.NameColon is null || argument.Parent is not ArgumentListSyntax list) return false;
        var at = list.Arguments.IndexOf(argument);
        if (at == 0 || list.Arguments.Skip(at).Any(a => a.NameColon is null)) return false;
        span = TextSpan.FromBounds(list.Arguments[at - 1].Span.End, argument.Span.End);
        return !CSharpText.HasComments(argument.SyntaxTree, span);
    }
}
