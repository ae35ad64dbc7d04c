using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Expressions: names, C# arithmetic, tuples. What belongs to TorchSharp is in the transfer functions.</summary>
internal sealed class Expressions(Interpreter interpreter) : Room(interpreter)
{
    public Value Visit(IOperation expression)
    {
        if (!Scope.Steps.TryEnter(Statements.Cost(expression))) return Value.Nothing;
        var value = EvaluateWithinBudget(expression);
        Scope.Steps.Leave();
        return value;
    }

    /// <summary>
    /// A list or module that writes out to more values is not followed: each copy, join and comparison would look at all of them.
    /// </summary>
    private const int MaxWeight = 10_000;

    private Value EvaluateWithinBudget(IOperation expression)
    {
        var operation = expression.WithoutConversions();
        var outer = State.At;
        State.At = operation;
        var value = Constants.Of(operation) ?? Compute(operation);
        State.At = outer;
        if (value == Value.Nothing && Scope.Symbols.IsTensor(operation.Type)) value = UnknownTensor(operation);
        if (value.Weight > MaxWeight) value = Value.Nothing;
        // Accessors, operators and constructors of the project are not followed.
        var isHidden = OwnCode.IsHidden(operation)
            || operation is IAssignmentOperation { Target: var written } && OwnCode.IsHidden(written);
        if (isHidden && Scope.Code.AnyReshapes) Flow.Reshape(null, UnknownTensor(Id(operation)));
        value = Computable.Of(Flow.Equalities.Applied(value));
        var converted = Conversions.Of(expression, value);
        // (long)Math.Ceiling(x): who asks for the size below the cast means the number that the cast makes.
        // What the compiler adds, such as the value of an argument that is left out, has the syntax of what it stands around.
        var isNumber = value is ConstantValue or QuotientValue && converted is IntegerValue || IsLost(value, converted);
        if (!operation.IsImplicit) Publish(operation, isNumber ? converted : value);
        return converted;
    }

    /// <summary>True where a cast makes another number of a number, which is not known.</summary>
    private static bool IsLost(
        Value value,
        Value converted) =>
            converted == Value.Nothing && value is IntegerValue { Dim: var dim } && (dim.IsConstant || !dim.IsWithin(int.MaxValue));

    /// <summary>What an expression is now, and for those who ask later what it is in every round of an unrolled loop.</summary>
    private void Publish(IOperation operation, Value value)
    {
        State.Now[operation.Syntax] = value;
        if (value is TensorValue tensor && !State.Origins.ContainsKey(tensor.Id)) State.Origins[tensor.Id] = operation.Syntax;
        if (State.IsSilent) return;
        if (State.Unrolled is { } seen && !seen.Add(operation.Syntax) && Facts.Values.TryGetValue(operation.Syntax, out var earlier))
            value = Joins.Of(earlier, value, Id(operation).Part("rounds"));
        Facts.Values[operation.Syntax] = value;
    }

    private Value Compute(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => Flow[local.Local] ?? Value.Nothing,
        IParameterReferenceOperation { Parameter: var parameter } => Flow[parameter] ?? Constructors.Captured(parameter),
        IFieldReferenceOperation field => Members.Field(field),
        IPropertyReferenceOperation property => Members.Property(property),
        IArrayElementReferenceOperation element => Members.Element(Evaluate(element.ArrayReference), element.Indices),
        IImplicitIndexerReferenceOperation { Instance: { } list } implicitly =>
            Members.Element(Evaluate(list), ImmutableArray.Create(implicitly.Argument)),
        IInvocationOperation invocation => Calls.Invocation(invocation),
        IBinaryOperation binary => Binary(binary),
        IUnaryOperation unary => Unary(unary),
        IConditionalOperation conditional => Conditions.Conditional(conditional),
        ICoalesceOperation coalesce => Conditions.Either(Evaluate(coalesce.Value), coalesce.WhenNull, coalesce),
        ISwitchExpressionOperation choice => Conditions.Choice(choice),
        ITupleOperation tuple => new ListValue(tuple.Elements.Select(Evaluate).ToImmutableArray()),
        IArrayCreationOperation creation => NewArray(creation),
        IObjectCreationOperation creation => Modules.Creation(creation),
        IIsPatternOperation pattern => Conditions.IsNull(pattern),
        ISimpleAssignmentOperation assignment => Store(assignment.Target, Evaluate(assignment.Value)),
        ICompoundAssignmentOperation assignment => Assignments.Compound(assignment),
        ICoalesceAssignmentOperation assignment =>
            Store(assignment.Target, Conditions.Either(Evaluate(assignment.Target), assignment.Value, assignment)),
        IDeconstructionAssignmentOperation deconstruction => Assignments.Deconstruct(deconstruction),
        IIncrementOrDecrementOperation increment => Assignments.Increment(increment),
        IDeclarationExpressionOperation declaration => Evaluate(declaration.Expression),
        IConditionalAccessOperation access => Conditions.Access(access),
        IConditionalAccessInstanceOperation accessed => Conditions.Accessed(accessed),
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

        return isKnown ? new ListValue(items.ToImmutable()) { Origin = Id(operation) } : Value.Nothing;
    }

    private static bool IsCollectionExpression(IOperation operation) => operation.Syntax.RawKind == CollectionExpressionKind;

    /// <summary>SyntaxKind.CollectionExpression and SyntaxKind.SpreadElement, which Roslyn has from 4.7 on.</summary>
    private const int CollectionExpressionKind = 9076;

    public const int SpreadElementKind = 9078;

    private Value NewArray(IArrayCreationOperation creation)
    {
        if (creation.DimensionSizes.Length != 1) return Others(creation);
        if (creation.Initializer is { } initializer)
            return new ListValue(initializer.ElementValues.Select(Evaluate).ToImmutableArray()) { Origin = Id(creation) };
        return Evaluate(creation.DimensionSizes[0]) is IntegerValue { Dim.Constant: >= 0 and <= Loops.MaxUnrolled and var size }
            ? new ListValue(Enumerable.Repeat(Value.Nothing, (int)size).ToImmutableArray()) { Origin = Id(creation) }
            : Value.Nothing;
    }

    public Value VisitParts(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            Evaluate(child);
            if (child is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }) Forget(WrittenVariables.In(child));
        }

        return Value.Nothing;
    }

    private Value Lambda(IAnonymousFunctionOperation function)
    {
        Statements.Closure(function.Symbol, function.Body, function);
        return Value.Nothing;
    }

    private Value Binary(IBinaryOperation binary)
    {
        var left = Evaluate(binary.LeftOperand);
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
            return Conditions.Shortcut(binary, left);
        var right = Evaluate(binary.RightOperand);
        if (Scope.Symbols.IsTensor(binary.Type))
        {
            if (left is TensorValue one && right is TensorValue other && Refuse(() => Preconditions.Broadcast(one, other)))
                return Value.Nothing;
            return Pairwise.Computed(binary.OperatorKind, left, right, (binary.LeftOperand, binary.RightOperand), Id(binary));
        }

        if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
            && Conditions.NullTest(left, right) is { } isNull)
            return new ConstantValue(isNull == (binary.OperatorKind == BinaryOperatorKind.Equals));
        if (left is IntegerValue l && right is IntegerValue r && AreIntegers(binary))
            return IsInteger(binary.Type)
                ? Arithmetic.Of(binary.OperatorKind, l.Dim, r.Dim, binary.Type)
                : Arithmetic.Compared(binary.OperatorKind, l.Dim, r.Dim);
        return binary.Type?.SpecialType == SpecialType.System_Double
            ? Arithmetic.OfDoubles(binary.OperatorKind, left, right)
            : Value.Nothing;
    }

    public static bool AreIntegers(IBinaryOperation binary) => IsInteger(binary.LeftOperand.Type) && IsInteger(binary.RightOperand.Type);

    private Value Unary(IUnaryOperation unary) => (unary.OperatorKind, Evaluate(unary.Operand)) switch
    {
        (UnaryOperatorKind.Minus, IntegerValue integer) when IsInteger(unary.Type) =>
            Arithmetic.Of(BinaryOperatorKind.Subtract, Dim.Zero, integer.Dim, unary.Type),
        (UnaryOperatorKind.Plus, IntegerValue integer) => integer,
        (UnaryOperatorKind.Not, ConstantValue { Constant: bool known }) => new ConstantValue(!known),
        (_, TensorValue tensor) when Scope.Symbols.IsTensor(unary.Type) => tensor with { Id = Id(unary) },
        _ => Value.Nothing,
    };
}
