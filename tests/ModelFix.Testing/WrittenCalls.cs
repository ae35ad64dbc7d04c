using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;

namespace ModelFix.Testing;

/// <summary>Calls that are written exactly so, wherever they stand: for rules that only tests have.</summary>
internal sealed class WrittenCalls(string text, Func<SyntaxNode, TorchCompilation, Finding?> inspect) : Pattern
{
    /// <summary>What is done where only the syntax is looked at.</summary>
    public Action<SyntaxNode> OnSyntax { get; init; } = _ => { };

    public override bool LooksOutsideOfModules => true;

    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Invocation];

    public override ImmutableHashSet<string> Names { get; } = [NameAt(SyntaxFactory.ParseExpression(text))!];

    public override bool MayBe(SyntaxNode node)
    {
        if (node is not InvocationExpressionSyntax || node.ToString() != text) return false;
        OnSyntax(node);
        return true;
    }

    public override Finding? Inspect(IOperation operation, TorchCompilation torch) => inspect(operation.Syntax, torch);

    /// <summary>The descriptor of a rule that only a test has, on for every target; a finding's argument is its whole message.</summary>
    public static RuleDescriptor Descriptor(string id, string title) => new(id, title, "{0}", title, Hostility.Everywhere("a test"));
}
