using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>Finds code that runs in training only: a model is exported in eval mode, so <c>training</c> is false there.</summary>
internal static class TrainingGuard
{
    /// <summary>True where the operation stands in a branch, or behind an early return, that eval mode never reaches.</summary>
    public static bool Covers(IOperation operation)
    {
        for (var o = operation; o.Parent is { } parent; o = parent)
        {
            if (parent is IConditionalOperation conditional && IsDeadBranch(conditional, o)) return true;
            if (parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } and && o == and.RightOperand
                && ValueInEval(and.LeftOperand) == false) return true;
            if (parent is IBlockOperation block && ReturnsBefore(block, o)) return true;
        }

        return false;
    }

    /// <summary>What a condition evaluates to in eval mode; null where that depends on more than <c>training</c>.</summary>
    public static bool? ValueInEval(IOperation condition) => condition.WithoutConversions() switch
    {
        IPropertyReferenceOperation { Property.Name: "training", Instance: IInstanceReferenceOperation } => false,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !ValueInEval(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } and =>
            And(ValueInEval(and.LeftOperand), ValueInEval(and.RightOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } or =>
            Or(ValueInEval(or.LeftOperand), ValueInEval(or.RightOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals when Constant(equals.RightOperand) is { } value =>
            ValueInEval(equals.LeftOperand) is { } left ? left == value : null,
        _ => null,
    };

    private static bool? Constant(IOperation operation) => operation.ConstantValue.Value as bool?;

    private static bool? And(bool? left, bool? right) =>
        left == false || right == false ? false : left is null || right is null ? null : true;

    private static bool? Or(bool? left, bool? right) =>
        left == true || right == true ? true : left is null || right is null ? null : false;

    private static bool IsDeadBranch(IConditionalOperation conditional, IOperation branch)
    {
        if (branch == conditional.Condition) return false;
        var value = ValueInEval(conditional.Condition);
        return value is { } taken && (branch == conditional.WhenTrue) != taken;
    }

    private static bool ReturnsBefore(IBlockOperation block, IOperation statement) => block.Operations
        .TakeWhile(s => s != statement)
        .Any(s => s is IConditionalOperation conditional
            && (ValueInEval(conditional.Condition) == true && Leaves(conditional.WhenTrue)
                || ValueInEval(conditional.Condition) == false && conditional.WhenFalse is { } otherwise && Leaves(otherwise)));

    private static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation block => block.Operations.LastOrDefault() is { } last && Leaves(last),
        _ => false,
    };
}
