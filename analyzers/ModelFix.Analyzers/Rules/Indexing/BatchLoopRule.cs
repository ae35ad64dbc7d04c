using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Indexing;

/// foreach (var image in x.unbind(0)) …                 =>  an operator on the whole batch, which only the author can write
/// for (var i = 0; i &lt; x.shape[0]; i++) … x[i] …       =>  the same
/// Only reported, and only where the size of the first dim is not constant: of a constant one the loop is that long for every input. Of
/// another dim only where the contract names its size, since most are the same for every input.
/// Hostile: the loop is unrolled for the batch that the model is exported with, and the exported model fails for any other.
internal sealed class BatchLoopRule : Rule
{
    private static readonly RuleDescriptor BatchLoop = new(
        "MFX1603",
        "A loop over the batch is exported for one batch size",
        "{0} is exported for as many items as {1} has then; {2}",
        "An exporter unrolls a loop over the items of a batch: the exported model has so many steps and fails for any other batch. "
        + "Operators that work on the whole batch export for every size.",
        new Hostility(
            "measured: the number of items is frozen, and ONNX Runtime refuses another batch",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [BatchLoop];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectUnbind, "unbind"), Calls.Of(InspectSelect, "select"), ElementReads.All(InspectRead)];

    private static Finding? InspectUnbind(TorchCall call, TorchCompilation torch) =>
        call.Syntax.Parent is not ExpressionStatementSyntax
        && call.Arguments.Integer("dim") is { } dim
        && torch.ShapeOf(call.Input) is var shape
        && (shape.FromFront(dim) ?? dim) is var at
        && (at == 0 ? shape[dim]?.Constant is null : IsNamed(shape[dim]))
            ? Found(call.NameSyntax, "unbind", at)
            : null;

    private static Finding? InspectSelect(TorchCall call, TorchCompilation torch) =>
        call.Arguments.Integer("dim") is { } dim
        && call.Arguments["index"] is { } index
        && (torch.ShapeOf(call.Input).FromFront(dim) ?? dim) is var at
        && IsOfLoop(index, call.Input, at, torch)
            ? Found(call.NameSyntax, "a loop", at)
            : null;

    private static Finding? InspectRead(IPropertyReferenceOperation read, TorchCompilation torch)
    {
        var items = IndexItem.ListOf(read, torch)
            .TakeWhile(i => i.Kind is IndexKind.Integer or IndexKind.Range or IndexKind.Colon)
            .ToList();
        for (var at = 0; at < items.Count; at++)
            if (items[at].Kind == IndexKind.Integer && IsOfLoop(items[at].Operation, read.Instance!, at, torch))
                return Found(read.Syntax, "a loop", at);
        return null;
    }

    private static Finding Found(SyntaxNode node, string what, long dim) => BatchLoop.Report(
        node,
        dim == 0 ? $"{what} over the first dim" : $"{what} over dim {dim}",
        dim == 0 ? "the batch" : "that dim",
        $"use operators on the whole {(dim == 0 ? "batch" : "dim")}, or state its size if it is always the same");

    /// <summary>True for a size that the contract gives a name, so that it differs between inputs.</summary>
    private static bool IsNamed(Dim? size) => size is { Constant: null } && size.Symbols.All(s => s is NamedSize);

    /// <summary>True for the variable of a loop that runs up to the size of a dim of the tensor, which is not constant.</summary>
    private static bool IsOfLoop(IOperation index, IOperation tensor, long dim, TorchCompilation torch) =>
        index.WithoutConversions() is ILocalReferenceOperation { Local: var variable }
        && torch.LoopBounds(variable) is var (_, upper)
        && !upper.IsConstant
        && torch.TensorOf(tensor) is { } batch
        && upper.Equals(batch.Size((int)dim))
        && (dim == 0 || IsNamed(upper));
}
