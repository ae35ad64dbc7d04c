using Microsoft.CodeAnalysis;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>What every interpretation in a compilation shares.</summary>
/// <param name="Root">Keeps the ids of all values.</param>
/// <param name="Inputs">What is taken for granted of inputs.</param>
internal sealed record FlowScope(
    Compilation Compilation,
    ValueId Root,
    TorchSymbols Symbols,
    LayerFields Layers,
    StableFields Stable,
    IStatedInputs Contracts,
    CodeSummaries Code,
    StepBudget Steps,
    Summaries Summaries,
    Func<OperatorCall, Value> Transfers,
    InputReading Inputs)
{
    public SemanticModel Model(SyntaxNode node) => Compilation.Bound(node.SyntaxTree);
}
