using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;

namespace ModelFix.Testing;

/// <summary>A rule that replaces one call, written exactly so, by any text: a migration must survive what no real rule writes.</summary>
internal sealed class ReplacementRule(string id, string call, string replacement) : Rule
{
#pragma warning disable RS1017 // These rules are never shipped, so release tracking has nothing to track.
    private readonly DiagnosticDescriptor _descriptor = new(id, $"Replace {call}", "{0}", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);
#pragma warning restore RS1017

    /// <summary>Files that each fix adds.</summary>
    public ImmutableArray<AddedFile> Adds { get; init; } = [];

    /// <summary>The node around the call that is replaced.</summary>
    public Func<SyntaxNode, SyntaxNode> Replaced { get; init; } = n => n;

    /// <summary>An edit that the fix makes besides.</summary>
    public Func<Compilation, SourceEdit>? Besides { get; init; }

    /// <summary>Is told of every call that the rule looks at.</summary>
    public Action<SyntaxNode> Seen { get; init; } = _ => { };

    /// <summary>How safe the fix is in a compilation; null where the rule finds nothing in it.</summary>
    public Func<Compilation, Safety?> SafetyIn { get; init; } = _ => Safety.Proven;

    public override DiagnosticDescriptor Descriptor => _descriptor;

    public override Hostility Hostility { get; } = new("a test");

    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Invocation];

    public override bool LooksOutsideOfModules => true;

    public override bool IsOnFor(Target target) => true;

    public override bool MayConcern(SyntaxNode node) => node is InvocationExpressionSyntax;

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        Seen(operation.Syntax);
        if (operation.Syntax.ToString() != call || SafetyIn(torch.Compilation) is not { } safety) return null;
        var edit = SourceEdit.Replace(Replaced(operation.Syntax), replacement);
        return new Finding(this, operation.Syntax, $"{call} is replaced", safety)
        {
            Assumption = safety == Safety.Assumed ? "the test says so" : null,
            Fixes = [new Fix($"Use {replacement}", Besides is null ? ImmutableArray.Create(edit) : [edit, Besides(torch.Compilation)]) { AddedFiles = Adds }],
        };
    }
}
