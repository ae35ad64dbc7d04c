using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Pooling;

/// AdaptiveAvgPool2d(3)  =>  AvgPool2d(4, 4, count_include_pad: false)
/// Neither has parameters, so state_dict does not change.
internal static class FixedPoolLayer
{
    /// <summary>The edits of the construction, or null where they would lose a comment.</summary>
    public static ImmutableArray<SourceEdit>? Edits(Layer layer, WindowForm window, TorchCompilation torch)
    {
        var call = (InvocationExpressionSyntax)layer.Construction.Syntax;
        var arguments = TextSpan.FromBounds(call.ArgumentList.OpenParenToken.Span.End, call.ArgumentList.CloseParenToken.SpanStart);
        if (CSharpText.HasComments(call.SyntaxTree, arguments)) return null;
        var name = call.Expression is MemberAccessExpressionSyntax access
            ? SourceEdit.Replace(access.Name, window.LayerName)
            : SourceEdit.Replace(call.Expression, torch.StyleAt(call).Nn(window.LayerName));
        return ImmutableArray.Create(name, new SourceEdit(call.SyntaxTree, arguments, window.LayerArguments));
    }

    /// <summary>
    /// The edit that leaves the pool to one bin as it is, where the size is 1 in one round of a loop; null where it would lose a comment.
    /// </summary>
    public static ImmutableArray<SourceEdit>? EditsBesideOne(Layer layer, WindowForm window, ExpressionSyntax size, TorchCompilation torch)
    {
        var call = (InvocationExpressionSyntax)layer.Construction.Syntax;
        if (CSharpText.HasComments(call.SyntaxTree, call.Span)) return null;
        var name = call.Expression is MemberAccessExpressionSyntax access
            ? $"{access.Expression}.{window.LayerName}"
            : torch.StyleAt(call).Nn(window.LayerName);
        var choice = $"{size} == 1 ? {call.Expression}(1) : {name}({window.LayerArguments})";
        return ImmutableArray.Create(SourceEdit.Replace(call, call.Parent is ArgumentSyntax ? choice : $"({choice})"));
    }

    /// <summary>
    /// The edits that let a field hold the fixed pool: none where its type is general enough; null where its type cannot be changed.
    /// </summary>
    public static ImmutableArray<SourceEdit>? TypeEdits(IFieldSymbol field, WindowForm window, TorchCompilation torch)
    {
        if (torch.Compilation.GetTypeByMetadataName("TorchSharp.Modules." + window.LayerName) is not { } pool) return null;
        if (torch.Compilation.ClassifyCommonConversion(pool, field.Type).IsImplicit) return ImmutableArray<SourceEdit>.Empty;
        if (field.Type.Name != window.Pool.Name) return null;
        if (field.DeclaringSyntaxReferences[0].GetSyntax()
            is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } variable)
            return null;
        var type = declaration.Type is NullableTypeSyntax nullable ? nullable.ElementType : declaration.Type;
        var name = type is QualifiedNameSyntax qualified ? qualified.Right : type as SimpleNameSyntax;
        if (name?.Identifier.ValueText != window.Pool.Name) return null;
        return FieldType.Edits(
            variable, type is QualifiedNameSyntax { Left: var left } ? $"{left}.{pool.Name}" : Simple(pool, name, torch));
    }

    private static string Simple(INamedTypeSymbol pool, SyntaxNode at, TorchCompilation torch)
    {
        var found = torch.Compilation.Bound(at.SyntaxTree).LookupNamespacesAndTypes(at.SpanStart, name: pool.Name);
        return found.Length == 1 && SymbolEqualityComparer.Default.Equals(found[0], pool)
            ? pool.Name
            : "global::TorchSharp.Modules." + pool.Name;
    }
}
