using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>A part of a file.</summary>
internal readonly record struct CoveredCode(SyntaxTree Tree, TextSpan Span);

/// <summary>A suppression of one rule.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Node">Where it is written.</param>
/// <param name="Covers">The code that it is about.</param>
internal sealed record Suppression(string Id, SyntaxNode Node, ImmutableArray<CoveredCode> Covers)
{
    /// <summary>A suppression of what stands in its own file.</summary>
    public static Suppression Of(string id, SyntaxNode node, TextSpan covers) =>
        new(id, node, ImmutableArray.Create(new CoveredCode(node.SyntaxTree, covers)));

    /// <summary>The id that a SuppressMessage names; null for another attribute.</summary>
    public static string? IdIn(AttributeSyntax attribute, TorchCompilation torch)
    {
        if (attribute.Name.ToString().IndexOf("SuppressMessage", StringComparison.Ordinal) < 0) return null;
        // What follows the id is its title.
        return attribute.ArgumentList?.Arguments.ElementAtOrDefault(1)?.Expression is { } check
            ? StringIn(check, torch)?.Split(':')[0].Trim()
            : null;
    }

    /// <summary>What an attribute says under a name; null where it does not say a string.</summary>
    public static string? Said(AttributeSyntax attribute, string name, TorchCompilation torch) =>
        attribute.ArgumentList!.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name) is { } argument
            ? StringIn(argument.Expression, torch)
            : null;

    private static string? StringIn(ExpressionSyntax expression, TorchCompilation torch) =>
        torch.Compilation.Bound(expression.SyntaxTree).GetConstantValue(expression).Value as string;
}
