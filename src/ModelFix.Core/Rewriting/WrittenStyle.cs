using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Core.Rewriting;

/// <summary>
/// What a file already does, read once however many places in it are rewritten. It lives as long as its tree. Thread-safe.
/// </summary>
internal sealed class WrittenStyle
{
    /// <summary>SyntaxKind.CollectionExpression, which Roslyn has from 4.7 on.</summary>
    private const int CollectionExpressionKind = 9076;

    private static readonly ConditionalWeakTable<SyntaxTree, WrittenStyle> Read = new();

    private WrittenStyle(SyntaxTree tree)
    {
        NewLine = tree.GetText().Lines is var lines && lines.Any(l => l.EndIncludingLineBreak - l.End == 2) ? "\r\n" : "\n";
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access)
                Qualifiers.Add(access.Expression.ToString());
            else if (node is UsingDirectiveSyntax directive) Usings.Add(directive);
            UsesCollectionExpressions |= node.RawKind == CollectionExpressionKind;
        }
    }

    /// <summary>The line ending that the file uses.</summary>
    public string NewLine { get; }

    public bool UsesCollectionExpressions { get; }

    /// <summary>What methods are called on: <c>torch.nn</c> where <c>torch.nn.Linear(3, 4)</c> is written.</summary>
    public HashSet<string> Qualifiers { get; } = new(StringComparer.Ordinal);

    /// <summary>The using directives.</summary>
    public List<UsingDirectiveSyntax> Usings { get; } = new();

    public static WrittenStyle Of(SyntaxTree tree) => Read.GetValue(tree, t => new WrittenStyle(t));
}
