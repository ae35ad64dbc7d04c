using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Expressions: names, C# arithmetic, tuples. What belongs to TorchSharp is in the transfer functions.</summary>
internal sealed partial class Interpreter
{
    private Value Evaluate(IOperation expression)
    {
        if (!_scope.Steps.TryEnter(Cost(expression))) return Value.Nothing;
        var value = EvaluateWithinBudget(expression);
        _scope.Steps.Leave();
        return value;
    }

    /// <summary>A list or module that writes out to more values is not followed: each copy, join and comparison would look at all of them.</summary>
    private const int MaxWeight = 10_000;

    private Value EvaluateWithinBudget(IOperation expression)
    {
        var operation = expression.WithoutConversions();
        var outer = _at;
        _at = operation;
        var value = Constants.Of(operation) ?? Compute(operation);
        _at = outer;
        if (value == Value.Nothing && _scope.Symbols.IsTensor(operation.Type)) value = UnknownTensor(operation);
        if (value.Weight > MaxWeight) value = Value.Nothing;
        value = Computable.Of(_flow.Equalities.Applied(value));
        var converted = Conversions.Of(expression, value);
        // (long)Math.Ceiling(x): who asks for the size below the cast means the number that the cast makes.
        // What the compiler adds, such as the value of an argument that is left out, has the syntax of what it stands around.
        var isNumber = value is ConstantValue or QuotientValue && converted is IntegerValue || IsLost(value, converted);
        if (!operation.IsImplicit) Publish(operation, isNumber ? converted : value);
        return converted;
    }

    /// <summary>True where a cast makes another number of a number, which is not known.</summary>
    private static bool IsLost(Value value, Value converted) => converted == Value.Nothing && value is IntegerValue { Dim: var dim } && (dim.IsConstant || !dim.IsWithin(int.MaxValue));

    /// <summary>What an expression is now, and for those who ask later what it is in every round of an unrolled loop.</summary>
    private void Publish(IOperation operation, Value value)
    {
        _now[operation.Syntax] = value;
        if (value is TensorValue tensor && !_origins.ContainsKey(tensor.Name)) _origins[tensor.Name] = operation.Syntax;
        if (_isSilent) return;
        if (_unrolled is { } seen && !seen.Add(operation.Syntax) && Facts.Values.TryGetValue(operation.Syntax, out var earlier))
            value = Joins.Of(earlier, value, Name(operation) + "/rounds");
        Facts.Values[operation.Syntax] = value;
    }

    private Value Compute(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => _flow[local.Local] ?? Value.Nothing,
        IParameterReferenceOperation { Parameter: var parameter } => _flow[parameter] ?? Captured(parameter),
        IFieldReferenceOperation field => Field(field),
        IPropertyReferenceOperation property => Property(property),
        IArrayElementReferenceOperation element => Element(Evaluate(element.ArrayReference), element.Indices),
        IImplicitIndexerReferenceOperation { Instance: { } list } implicitly => Element(Evaluate(list), ImmutableArray.Create(implicitly.Argument)),
        IInvocationOperation invocation => Invocation(invocation),
        IBinaryOperation binary => Binary(binary),
        IUnaryOperation unary => Unary(unary),
        IConditionalOperation conditional => Conditional(conditional),
        ICoalesceOperation coalesce => Either(Evaluate(coalesce.Value), coalesce.WhenNull, coalesce),
        ISwitchExpressionOperation choice => Choice(choice),
        ITupleOperation tuple => new ListValue(tuple.Elements.Select(Evaluate).ToImmutableArray()),
        IArrayCreationOperation creation => NewArray(creation),
        IObjectCreationOperation creation => Creation(creation),
        IIsPatternOperation pattern => IsNull(pattern),
        ISimpleAssignmentOperation assignment => Store(assignment.Target, Evaluate(assignment.Value)),
        ICompoundAssignmentOperation assignment => Compound(assignment),
        ICoalesceAssignmentOperation assignment => Store(assignment.Target, Either(Evaluate(assignment.Target), assignment.Value, assignment)),
        IDeconstructionAssignmentOperation deconstruction => Deconstruct(deconstruction),
        IIncrementOrDecrementOperation increment => Increment(increment),
        IDeclarationExpressionOperation declaration => Evaluate(declaration.Expression),
        IConditionalAccessOperation access => Access(access),
        IAnonymousFunctionOperation function => Lambda(function),
        IAwaitOperation awaited => Evaluate(awaited.Operation),
        IInstanceReferenceOperation => Value.Nothing,
        _ when IsCollectionExpression(operation) => Collection(operation),
        _ => Others(operation),
    };

    /// <summary>A collection expression: unknown to the Roslyn that this is built against, seen through its children.</summary>
    private Value Collection(IOperation operation)
    {
        var items = ImmutableArray.CreateBuilder<Value>();
        var isKnown = true;
        foreach (var child in operation.ChildOperations)
        {
            if (child.Syntax.RawKind != SpreadElementKind) items.Add(Evaluate(child));
            else if (child.ChildOperations.FirstOrDefault() is { } spread && Evaluate(spread) is ListValue list) items.AddRange(list.Items);
            else isKnown = false;
        }

        return isKnown ? new ListValue(items.ToImmutable()) { Origin = Name(operation) } : Value.Nothing;
    }

    private static bool IsCollectionExpression(IOperation operation) => operation.Syntax.RawKind == CollectionExpressionKind;

    /// <summary>SyntaxKind.CollectionExpression and SyntaxKind.SpreadElement, which Roslyn has from 4.7 on.</summary>
    private const int CollectionExpressionKind = 9076;

    private const int SpreadElementKind = 9078;

    private Value NewArray(IArrayCreationOperation creation)
    {
        if (creation.DimensionSizes.Length != 1) return Others(creation);
        if (creation.Initializer is { } initializer)
            return new ListValue(initializer.ElementValues.Select(Evaluate).ToImmutableArray()) { Origin = Name(creation) };
        return Evaluate(creation.DimensionSizes[0]) is IntegerValue { Dim.Constant: >= 0 and <= MaxUnrolled and var size }
            ? new ListValue(Enumerable.Repeat(Value.Nothing, (int)size).ToImmutableArray()) { Origin = Name(creation) }
            : Value.Nothing;
    }

    private Value Others(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            Evaluate(child);
            if (child is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }) Forget(Writes.In(child));
        }

        return Value.Nothing;
    }

    private Value Lambda(IAnonymousFunctionOperation function)
    {
        Closure(function.Symbol, function.Body, function);
        return Value.Nothing;
    }

    private TensorValue UnknownTensor(IOperation operation) => new(Name(operation), TensorShape.Unknown, ElementType.Unknown);

    /// <summary>A name for the value that an expression produces, unique by place: <c>squeeze@12:9-12:22</c>.</summary>
    private string Name(IOperation operation)
    {
        var text = operation.Syntax switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.ToString(),
            InvocationExpressionSyntax { Expression: var called } => called.ToString(),
            IdentifierNameSyntax name => name.ToString(),
            _ => "value",
        };
        var end = operation.Syntax.SyntaxTree.GetLineSpan(operation.Syntax.Span).EndLinePosition;
        return FormattableString.Invariant($"{text}@{Place(operation)}-{end.Line + 1}:{end.Character + 1}");
    }

    private Value Conditional(IConditionalOperation conditional)
    {
        var taken = Decided(conditional.Condition);
        using var perhaps = Perhaps();
        var before = _flow.Copy();
        Learn(conditional.Condition, holds: true);
        var whenTrue = Evaluate(conditional.WhenTrue);
        var afterTrue = _flow;
        _flow = before;
        Learn(conditional.Condition, holds: false);
        var whenFalse = conditional.WhenFalse is { } other ? Evaluate(other) : Value.Nothing;
        if (taken == true) _flow = afterTrue;
        else if (taken is null) _flow = Flow.Join(afterTrue, _flow, Name(conditional));
        return taken switch
        {
            true => whenTrue,
            false => whenFalse,
            null => Joins.Of(whenTrue, whenFalse, Name(conditional)),
        };
    }

    /// <summary>Takes what a condition, evaluated just now, says of sizes where it holds or does not.</summary>
    private void Learn(IOperation condition, bool holds)
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
                when holds == (test.OperatorKind == BinaryOperatorKind.Equals) && AreIntegers(test):
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

    private void Learn(Value left, Value right)
    {
        if (left is IntegerValue l && right is IntegerValue r) _flow.Equalities = _flow.Equalities.With(l.Dim, r.Dim);
    }

    /// <summary>The value of a condition in eval mode, where training or known sizes decide it.</summary>
    private bool? Decided(IOperation condition)
    {
        var value = Evaluate(condition) is ConstantValue { Constant: bool known } ? known : (bool?)null;
        return TrainingGuard.ValueInEval(condition) ?? value;
    }

    /// <summary>A value, or what another expression gives, which may not run at all.</summary>
    private Value Either(Value value, IOperation otherwise, IOperation at)
    {
        using var perhaps = Perhaps();
        var before = _flow.Copy();
        // A throw expression gives nothing that a join would have to respect.
        var other = Evaluate(otherwise);
        if (otherwise.WithoutConversions() is IThrowOperation)
        {
            _flow = before;
            return value;
        }

        _flow = Flow.Join(before, _flow, Name(at));
        return Joins.Of(value, other, Name(at));
    }

    private Value Choice(ISwitchExpressionOperation choice)
    {
        Evaluate(choice.Value);
        using var perhaps = Perhaps();
        var (before, after) = (_flow.Copy(), _flow.Copy());
        Value? result = null;
        var place = Name(choice);
        foreach (var arm in choice.Arms)
        {
            _flow = before.Copy();
            Unknown(arm.Pattern);
            if (arm.Guard is { } guard) Evaluate(guard);
            var value = Evaluate(arm.Value);
            if (arm.Value.WithoutConversions() is IThrowOperation) continue;
            result = result is null ? value : Joins.Of(result, value, place);
            after = Flow.Join(after, _flow, place);
        }

        _flow = after;
        return result ?? Value.Nothing;
    }

    /// <summary>x?.f(): what it gives is null or not known; what it does may not happen.</summary>
    private Value Access(IConditionalAccessOperation access)
    {
        Evaluate(access.Operation);
        using var perhaps = Perhaps();
        var before = _flow.Copy();
        Evaluate(access.WhenNotNull);
        _flow = Flow.Join(before, _flow, Name(access));
        return Value.Nothing;
    }

    private Value Binary(IBinaryOperation binary)
    {
        var left = Evaluate(binary.LeftOperand);
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr) return Shortcut(binary, left);
        var right = Evaluate(binary.RightOperand);
        if (_scope.Symbols.IsTensor(binary.Type))
        {
            if (left is TensorValue one && right is TensorValue other && Refuse(() => Preconditions.Broadcast(one, other))) return Value.Nothing;
            return OperatorCatalog.Elementwise(binary.OperatorKind, left, right, (binary.LeftOperand, binary.RightOperand), Name(binary));
        }

        if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && NullTest(left, right) is { } isNull)
            return new ConstantValue(isNull == (binary.OperatorKind == BinaryOperatorKind.Equals));
        if (left is IntegerValue l && right is IntegerValue r && AreIntegers(binary))
            return IsInteger(binary.Type) ? Arithmetic.Of(binary.OperatorKind, l.Dim, r.Dim, binary.Type) : Arithmetic.Compared(binary.OperatorKind, l.Dim, r.Dim);
        return binary.Type?.SpecialType == SpecialType.System_Double ? Arithmetic.OfDoubles(binary.OperatorKind, left, right) : Value.Nothing;
    }

    private static bool AreIntegers(IBinaryOperation binary) => IsInteger(binary.LeftOperand.Type) && IsInteger(binary.RightOperand.Type);

    /// <summary>a &amp;&amp; b, a || b: b may not run.</summary>
    private Value Shortcut(IBinaryOperation binary, Value left)
    {
        using var perhaps = Perhaps();
        var before = _flow.Copy();
        Learn(binary.LeftOperand, holds: binary.OperatorKind == BinaryOperatorKind.ConditionalAnd);
        var right = Evaluate(binary.RightOperand);
        _flow = Flow.Join(before, _flow, Name(binary));
        var (l, r) = ((left as ConstantValue)?.Constant as bool?, (right as ConstantValue)?.Constant as bool?);
        var decisive = binary.OperatorKind == BinaryOperatorKind.ConditionalOr;
        if (l == decisive || r == decisive) return new ConstantValue(decisive);
        return l is not null && r is not null ? new ConstantValue(!decisive) : Value.Nothing;
    }

    private Value Unary(IUnaryOperation unary) => (unary.OperatorKind, Evaluate(unary.Operand)) switch
    {
        (UnaryOperatorKind.Minus, IntegerValue integer) when IsInteger(unary.Type) => Arithmetic.Of(BinaryOperatorKind.Subtract, Dim.Zero, integer.Dim, unary.Type),
        (UnaryOperatorKind.Plus, IntegerValue integer) => integer,
        (UnaryOperatorKind.Not, ConstantValue { Constant: bool known }) => new ConstantValue(!known),
        (_, TensorValue tensor) when _scope.Symbols.IsTensor(unary.Type) => tensor with { Name = Name(unary) },
        _ => Value.Nothing,
    };
}
