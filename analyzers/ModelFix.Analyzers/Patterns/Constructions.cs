using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Constructions of certain layers of TorchSharp in a module that is exported, by factory or <c>new</c>.</summary>
internal sealed class Constructions : Pattern
{
    private readonly Func<Layer, TorchCompilation, Finding?> _inspect;

    private Constructions(ImmutableHashSet<string> layers, Func<Layer, TorchCompilation, Finding?> inspect)
    {
        Names = layers;
        _inspect = inspect;
    }

    public override ImmutableArray<OperationKind> Kinds { get; } =
        ImmutableArray.Create(OperationKind.Invocation, OperationKind.ObjectCreation);

    public override ImmutableHashSet<string> Names { get; }

    /// <summary>The class may be left out, or have an alias.</summary>
    public override ImmutableHashSet<SyntaxKind> Syntax { get; } =
        ImmutableHashSet.Create(SyntaxKind.ObjectCreationExpression, SyntaxKind.ImplicitObjectCreationExpression);

    /// <param name="inspect">The finding at a construction, or null; <see cref="Layer.Construction"/> is where to report.</param>
    /// <param name="layers">The layers' names: BatchNorm1d, ConvTranspose3d.</param>
    public static Constructions Of(Func<Layer, TorchCompilation, Finding?> inspect, params string[] layers) =>
        new(layers.ToImmutableHashSet(), inspect);

    public override bool MayBe(SyntaxNode node) =>
        node is BaseObjectCreationExpressionSyntax || CalledName(node) is { } name && Names.Contains(name);

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (Layer.From(operation, torch.Symbols) is not { IsTorchSharp: true } layer || !Names.Contains(layer.Kind)) return null;
        var model = operation.SemanticModel ?? torch.Compilation.Bound(operation.Syntax.SyntaxTree);
        var type = model.GetEnclosingSymbol(operation.Syntax.SpanStart)?.ContainingType;
        return type is not null && torch.Exported.IsExportedModule(type) ? _inspect(layer, torch) : null;
    }
}
