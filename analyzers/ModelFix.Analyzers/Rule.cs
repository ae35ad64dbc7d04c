using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>One hostile pattern: given an operation and the facts about it, a finding or nothing. Stateless.</summary>
internal abstract class Rule
{
    /// <summary>What the rule is called and how it is reported.</summary>
    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>For which targets the pattern is a problem, and how that is known.</summary>
    public abstract Hostility Hostility { get; }

    /// <summary>The kinds of operation that the rule looks at.</summary>
    public abstract ImmutableArray<OperationKind> Kinds { get; }

    public string Id => Descriptor.Id;

    /// <summary>A cheap test on syntax alone: false only where <see cref="Inspect"/> could not find anything.</summary>
    public abstract bool MayConcern(SyntaxNode node);

    /// <summary>The finding at an operation, or null. Called for operations of <see cref="Kinds"/> only.</summary>
    public abstract Finding? Inspect(IOperation operation, TorchCompilation torch);

    /// <summary>True where the rule has anything to say for a target; a rule that grades by target says more in its findings' severity.</summary>
    public virtual bool IsOnFor(Target target) => Hostility.Covers(target);

    /// <summary>The exported module class in whose code an operation stands, or null.</summary>
    protected static INamedTypeSymbol? ExportedModuleAround(IOperation operation, TorchCompilation torch)
    {
        var model = operation.SemanticModel ?? torch.Compilation.Bound(operation.Syntax.SyntaxTree);
        var type = model.GetEnclosingSymbol(operation.Syntax.SpanStart)?.ContainingType;
        return type is not null && torch.Exported.IsExportedModule(type) ? type : null;
    }

    protected static DiagnosticDescriptor Describe(string id, string title, string description, DiagnosticSeverity severity = DiagnosticSeverity.Warning) => new(
        id,
        title,
        messageFormat: "{0}",
        category: "ModelFix." + RuleCategory.Of(id),
        severity,
        isEnabledByDefault: true,
        description,
        helpLinkUri: $"https://github.com/modelfix/modelfix/blob/main/docs/rules/{id}.md");

    /// <summary>True for a rule that finds something outside of exported modules too; the others are not asked there, so that such code need not be bound.</summary>
    public virtual bool LooksOutsideOfModules => false;

    /// <summary>True where the rule itself sees to it that what its edits evaluate is evaluated once and in the same order; the others rewrite no code that writes.</summary>
    public virtual bool KeepsSideEffects => false;

    protected Finding Report(SyntaxNode node, string message) => new(this, node, message, Safety.Report);

    protected Finding Proven(SyntaxNode node, string message, Fix fix) =>
        new(this, node, message, Safety.Proven) { Fixes = ImmutableArray.Create(fix) };

    protected Finding Assumed(SyntaxNode node, string message, string assumption, Fix fix) =>
        new(this, node, message, Safety.Assumed) { Assumption = assumption, Fixes = ImmutableArray.Create(fix) };
}
