using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Initialisation;

/// <summary>Inputs that every run gives, as they are, to an Embedding: libtorch takes integers there and nothing else.</summary>
internal static class IndexInputs
{
    /// <summary>What may stand around code that runs whenever control gets there.</summary>
    private static readonly HashSet<OperationKind> Straight =
    [
        OperationKind.Block, OperationKind.MethodBody, OperationKind.ExpressionStatement, OperationKind.Return, OperationKind.Conversion,
        OperationKind.VariableDeclarationGroup, OperationKind.VariableDeclaration, OperationKind.VariableDeclarator,
        OperationKind.VariableInitializer, OperationKind.SimpleAssignment, OperationKind.Invocation, OperationKind.Argument,
        OperationKind.Binary, OperationKind.Parenthesized,
    ];

    /// <summary>True for a parameter of a forward that is such an input.</summary>
    public static bool Contain(IParameterSymbol parameter, SyntaxNode forward, TorchCompilation torch)
    {
        if (torch.Compilation.Bound(forward.SyntaxTree).GetOperation(forward) is not { } body) return false;
        if (torch.ParameterOf(parameter) is not TensorValue input) return false;
        var end = body.Descendants().Where(Leaves).Select(o => o.Syntax.Span.End).DefaultIfEmpty(int.MaxValue).Min();
        return body.Descendants().Any(o => o.Syntax.Span.End <= end
            && torch.Layers.ModuleCall(o) is { Layer: { Kind: "Embedding", IsTorchSharp: true } } call
            && torch.InterpretedValueOf(call.Input) is TensorValue given
            && given.Id.Equals(input.Id)
            && AlwaysRuns(o));
    }

    private static bool Leaves(IOperation operation) => operation is IReturnOperation or IThrowOperation or IBranchOperation;

    private static bool AlwaysRuns(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
            if (!Straight.Contains(at.Kind) || at is IBinaryOperation { OperatorKind: var kind } && IsShort(kind)) return false;
        return true;
    }

    private static bool IsShort(BinaryOperatorKind kind) => kind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr;
}
