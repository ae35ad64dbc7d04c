using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Expressions of which a part may not run, and what conditions say of sizes.</summary>
internal sealed class Conditions(Interpreter interpreter) : Room(interpreter)
{
    public Value Conditional(IConditionalOperation conditional)
    {
        var taken = Decided(conditional.Condition);
        using var perhaps = Perhaps();
        var before = Flow.Copy();
        Learn(conditional.Condition, holds: true);
        var whenTrue = Evaluate(conditional.WhenTrue);
        var afterTrue = Flow;
        Flow = before;
        Learn(conditional.Condition, holds: false);
        var whenFalse = conditional.WhenFalse is { } other ? Evaluate(other) : Value.Nothing;
        if (taken == true) Flow = afterTrue;
        else if (taken is null) Flow = Flow.Join(afterTrue, Flow, Id(conditional));
        return taken switch
        {
            true => whenTrue,
            false => whenFalse,
            null => Joins.Of(whenTrue, whenFalse, Id(conditional)),
        };
    }

    /// <summary>Takes what a condition, evaluated just now, says of sizes where it holds or does not.</summary>
    public void Learn(IOperation condition, bool holds)
    {
        switch (condition.WithoutConversions())
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                Learn(not.Operand, !holds);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both
                when holds == (both.OperatorKind == BinaryOperatorKind.ConditionalAnd):
                Learn(both.LeftOperand, holds);
                Learn(both.RightOperand, holds);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test
                when holds == (test.OperatorKind == BinaryOperatorKind.Equals) && Expressions.AreIntegers(test):
                Learn(Known(test.LeftOperand), Known(test.RightOperand));
                break;
            case IIsPatternOperation { Pattern: IConstantPatternOperation constant } test when holds:
                Learn(Known(test.Value), Known(constant.Value));
                break;
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } test when !holds:
                Learn(Known(test.Value), Known(constant.Value));
                break;
        }
    }

    public void Learn(Value left, Value right)
    {
        if (left is IntegerValue l && right is IntegerValue r) Flow.Equalities = Flow.Equalities.With(l.Dim, r.Dim);
    }

    /// <summary>The value of a condition in eval mode, where training or known sizes decide it.</summary>
    public bool? Decided(IOperation condition)
    {
        var value = Evaluate(condition) is ConstantValue { Constant: bool known } ? known : (bool?)null;
        return TrainingGuard.ValueInEval(condition) ?? value;
    }

    /// <summary>A value, or what another expression gives, which may not run at all.</summary>
    public Value Either(Value value, IOperation otherwise, IOperation at)
    {
        using var perhaps = Perhaps();
        var before = Flow.Copy();
        // A throw expression gives nothing that a join would have to respect.
        var other = Evaluate(otherwise);
        if (otherwise.WithoutConversions() is IThrowOperation)
        {
            Flow = before;
            return value;
        }

        Flow = Flow.Join(before, Flow, Id(at));
        return Joins.Of(value, other, Id(at));
    }

    public Value Choice(ISwitchExpressionOperation choice)
    {
        Evaluate(choice.Value);
        using var perhaps = Perhaps();
        var (before, after) = (Flow.Copy(), Flow.Copy());
        Value? result = null;
        var place = Id(choice);
        foreach (var arm in choice.Arms)
        {
            Flow = before.Copy();
            Statements.Unknown(arm.Pattern);
            if (arm.Guard is { } guard) Evaluate(guard);
            var value = Evaluate(arm.Value);
            if (arm.Value.WithoutConversions() is IThrowOperation) continue;
            result = result is null ? value : Joins.Of(result, value, place);
            after = Flow.Join(after, Flow, place);
        }

        Flow = after;
        return result ?? Value.Nothing;
    }

    /// <summary>x?.f(): what it gives is null or not known; what it does may not happen.</summary>
    public Value Access(IConditionalAccessOperation access)
    {
        // A module that the constructor made is there.
        if (Evaluate(access.Operation) is ModuleValue) return Evaluate(access.WhenNotNull);
        using var perhaps = Perhaps();
        var before = Flow.Copy();
        Evaluate(access.WhenNotNull);
        Flow = Flow.Join(before, Flow, Id(access));
        return Value.Nothing;
    }

    /// <summary>What stands before the question mark; nothing where it may be null.</summary>
    public Value Accessed(IConditionalAccessInstanceOperation instance)
    {
        IOperation? around = instance;
        while (around is not (null or IConditionalAccessOperation)) around = around.Parent;
        return around is IConditionalAccessOperation access && Known(access.Operation) is ModuleValue module ? module : Value.Nothing;
    }

    /// <summary>a &amp;&amp; b, a || b: b may not run.</summary>
    public Value Shortcut(IBinaryOperation binary, Value left)
    {
        using var perhaps = Perhaps();
        var before = Flow.Copy();
        Learn(binary.LeftOperand, holds: binary.OperatorKind == BinaryOperatorKind.ConditionalAnd);
        var right = Evaluate(binary.RightOperand);
        Flow = Flow.Join(before, Flow, Id(binary));
        var (l, r) = ((left as ConstantValue)?.Constant as bool?, (right as ConstantValue)?.Constant as bool?);
        var decisive = binary.OperatorKind == BinaryOperatorKind.ConditionalOr;
        if (l == decisive || r == decisive) return new ConstantValue(decisive);
        return l is not null && r is not null ? new ConstantValue(!decisive) : Value.Nothing;
    }

    public Value IsNull(IIsPatternOperation pattern)
    {
        var value = Evaluate(pattern.Value);
        var (tested, negated) = pattern.Pattern is INegatedPatternOperation not ? (not.Pattern, true) : (pattern.Pattern, false);
        if (tested is not IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } }
            || NullTest(value, new ConstantValue(null)) is not { } isNull)
        {
            Forget(WrittenVariables.In(pattern.Pattern));
            return Value.Nothing;
        }

        return new ConstantValue(isNull != negated);
    }

    /// <summary>Whether a value that is compared with null is null; null where that is not known, or neither side is the literal.</summary>
    public static bool? NullTest(Value left, Value right)
    {
        if (right is not ConstantValue { Constant: null })
        {
            if (left is not ConstantValue { Constant: null }) return null;
            (left, right) = (right, left);
        }

        return left switch
        {
            ConstantValue { Constant: var constant } => constant is null,
            ModuleValue or ListValue => false,
            _ => null,
        };
    }
}
