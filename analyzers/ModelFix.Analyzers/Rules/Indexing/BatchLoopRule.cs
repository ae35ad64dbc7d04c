using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Indexing;

/// foreach (var image in x.unbind(0)) …                 =>  an operator on the whole batch, which only the author can write
/// for (var i = 0; i &lt; x.shape[0]; i++) … x[i] …       =>  the same
/// Only reported, and only where the size of the first dim is not constant: of a constant one the loop is that long for every input.
/// Hostile: the loop is unrolled for the batch that the model is exported with, and the exported model fails for any other.
internal sealed class BatchLoopRule : Rule
{
    private static readonly RuleDescriptor BatchLoop = new(
        "MFX1603",
        "A loop over the batch is exported for one batch size",
        "{0} is exported for as many items as the batch has then; {1}",
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
        && (shape.FromFront(dim) ?? dim) == 0
        && shape[dim]?.Constant is null
            ? BatchLoop.Report(call.NameSyntax, "unbind", "use operators on the whole batch, or state its size if it is always the same")
            : null;

    private static Finding? InspectSelect(TorchCall call, TorchCompilation torch) =>
        call.Arguments.Integer("dim") == 0
        && call.Arguments["index"] is { } index
        && IsOfLoop(index, call.Input, torch)
            ? Loop(call.NameSyntax)
            : null;

    private static Finding? InspectRead(IPropertyReferenceOperation read, TorchCompilation torch) =>
        IndexItem.ListOf(read, torch) is { IsEmpty: false } items
        && items[0].Kind == IndexKind.Integer
        && IsOfLoop(items[0].Operation, read.Instance!, torch)
            ? Loop(read.Syntax)
            : null;

    private static Finding Loop(SyntaxNode at) => BatchLoop.Report(
        at, "a loop over the first dim", "use operators on the whole batch, or state its size if it is always the same");

    /// <summary>True for the variable of a loop that runs up to the size of the tensor's first dim, which is not constant.</summary>
    private static bool IsOfLoop(IOperation index, IOperation tensor, TorchCompilation torch) =>
        index.WithoutConversions() is ILocalReferenceOperation { Local: var variable }
        && torch.LoopBounds(variable) is var (_, upper)
        && !upper.IsConstant
        && torch.TensorOf(tensor) is { } batch
        && upper.Equals(batch.Size(0));
}
