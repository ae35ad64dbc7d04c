using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>A rule about layers of certain kinds, reported where they are constructed in a module that is exported.</summary>
internal abstract class LayerRule : Rule
{
    /// <summary>The layers' names: BatchNorm1d, ConvTranspose3d.</summary>
    protected abstract ImmutableHashSet<string> LayerKinds { get; }

    public sealed override ImmutableArray<OperationKind> Kinds { get; } =
        ImmutableArray.Create(OperationKind.Invocation, OperationKind.ObjectCreation);

    public sealed override bool MayConcern(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => LayerKinds.Contains(access.Name.Identifier.ValueText),
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => LayerKinds.Contains(name.Identifier.ValueText),
        BaseObjectCreationExpressionSyntax => true,
        _ => false,
    };

    public sealed override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (!MayConcern(operation.Syntax)) return null;
        if (Layer.From(operation, torch.Symbols) is not { IsTorchSharp: true } layer || !LayerKinds.Contains(layer.Kind)) return null;
        if (ExportedModuleAround(operation, torch) is not { } module) return null;
        return InspectLayer(layer, module, torch);
    }

    /// <summary>The finding at the construction of one of <see cref="LayerKinds"/>, or null.</summary>
    /// <param name="layer">The layer; its <see cref="Layer.Construction"/> is where to report.</param>
    /// <param name="module">The exported module class that constructs it.</param>
    /// <param name="torch">What is known of the compilation.</param>
    protected abstract Finding? InspectLayer(Layer layer, INamedTypeSymbol module, TorchCompilation torch);
}
