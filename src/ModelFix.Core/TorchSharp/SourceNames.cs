using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Core.TorchSharp;

/// <summary>Where names stand in the source. A file's names are collected once, however many compilations it is part of.</summary>
internal static class SourceNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, ILookup<string, SimpleNameSyntax>> Names = new();

    /// <summary>Every simple name of that text, in the order of the files and of the text.</summary>
    public static IEnumerable<SimpleNameSyntax> Of(
        Compilation compilation,
        string name) => compilation.SyntaxTrees.SelectMany(t => In(t)[name]);

    /// <summary>True where somebody has asked for names in a file.</summary>
    public static bool AreCollected(SyntaxTree tree) => Names.TryGetValue(tree, out _);

    private static ILookup<string, SimpleNameSyntax> In(SyntaxTree tree) => Names.GetValue(
        tree,
        t => t.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().ToLookup(n => n.Identifier.ValueText, StringComparer.Ordinal));

    /// <summary>
    /// The name with the expression or namespace before it, in parentheses and with ! where it has any: <c>this.block!</c>.
    /// </summary>
    public static ExpressionSyntax Whole(this ExpressionSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => Whole(access),
        QualifiedNameSyntax qualified when qualified.Right == name => Whole(qualified),
        AliasQualifiedNameSyntax alias when alias.Name == name => Whole(alias),
        NullableTypeSyntax nullable => Whole(nullable),
        ParenthesizedExpressionSyntax parenthesized => Whole(parenthesized),
        PostfixUnaryExpressionSyntax { OperatorToken.Text: "!" } certain => Whole(certain),
        _ => name,
    };

    /// <summary>The call of what a name means, or null where it is not called there.</summary>
    public static InvocationExpressionSyntax? CallOf(this SimpleNameSyntax name)
    {
        ExpressionSyntax callee = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return callee.Parent is InvocationExpressionSyntax call && call.Expression == callee ? call : null;
    }

    public static bool IsInNameof(this SyntaxNode name) =>
        name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };
}
