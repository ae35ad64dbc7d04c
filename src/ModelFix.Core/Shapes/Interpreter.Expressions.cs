using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Shapes;

/// <summary>Expressions: names, C# arithmetic, tuples, assignments. What belongs to TorchSharp is in the transfer functions.</summary>
internal sealed partial class Interpreter
{
    private Value Evaluate(IOperation expression)
    {
        var operation = expression.WithoutConversions();
        var value = Constants.Of(operation) ?? Compute(operation);
        if (value == Value.Nothing && _scope.Symbols.IsTensor(operation.Type)) value = UnknownTensor(operation);
        Facts.Values[operation.Syntax] = value;
        return value;
    }

    private Value Compute(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => _flow[local.Local] ?? Value.Nothing,
        IParameterReferenceOperation parameter => _flow[parameter.Parameter] ?? Value.Nothing,
        IFieldReferenceOperation field => Field(field),
        IPropertyReferenceOperation property => Property(property),
        IArrayElementReferenceOperation element => Element(Evaluate(element.ArrayReference), element.Indices),
        IInvocationOperation invocation => Invocation(invocation),
        IBinaryOperation binary => Binary(binary),
        IUnaryOperation unary => Unary(unary),
        IConditionalOperation conditional => Conditional(conditional),
        ICoalesceOperation coalesce => Joins.Of(Evaluate(coalesce.Value), Evaluate(coalesce.WhenNull), Place(coalesce)),
        ITupleOperation tuple => new ListValue(tuple.Elements.Select(Evaluate).ToImmutableArray()),
        IArrayCreationOperation { Initializer: { } initializer } => new ListValue(initializer.ElementValues.Select(Evaluate).ToImmutableArray()),
        ISimpleAssignmentOperation assignment => Store(assignment.Target, Evaluate(assignment.Value)),
        ICompoundAssignmentOperation assignment => Compound(assignment),
        IDeconstructionAssignmentOperation deconstruction => Deconstruct(deconstruction),
        IIncrementOrDecrementOperation increment => Store(increment.Target, Value.Nothing),
        IDeclarationExpressionOperation declaration => Evaluate(declaration.Expression),
        IAnonymousFunctionOperation function => Lambda(function),
        IDelegateCreationOperation creation => Others(creation),
        IAwaitOperation awaited => Evaluate(awaited.Operation),
        _ when IsCollectionExpression(operation) => Collection(operation),
        _ => Others(operation),
    };

    /// <summary>A collection expression: unknown to the Roslyn that this is built against, seen through its children. Spreads have no known length.</summary>
    private Value Collection(IOperation operation)
    {
        var items = operation.ChildOperations.Select(Evaluate).ToImmutableArray();
        return operation.Syntax.ChildNodes().Any(n => n.RawKind == SpreadElementKind) ? Value.Nothing : new ListValue(items);
    }

    private static bool IsCollectionExpression(IOperation operation) => operation.Syntax.RawKind == CollectionExpressionKind;

    /// <summary>SyntaxKind.CollectionExpression and SyntaxKind.SpreadElement, which Roslyn has from 4.7 on.</summary>
    private const int CollectionExpressionKind = 9076;

    private const int SpreadElementKind = 9078;

    private Value Others(IOperation operation)
    {
        foreach (var child in operation.ChildOperations) Evaluate(child);
        return Value.Nothing;
    }

    private Value Lambda(IAnonymousFunctionOperation function)
    {
        Closure(function.Symbol, function.Body);
        return Value.Nothing;
    }

    private TensorValue UnknownTensor(IOperation operation) => new(Name(operation), TensorShape.Unknown, ElementType.Unknown);

    /// <summary>A name for the value that an expression produces, unique by place: <c>squeeze@12:9</c>.</summary>
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

    private Value Field(IFieldReferenceOperation reference)
    {
        if (reference.Instance is not null and not IInstanceReferenceOperation) return Others(reference);
        var field = reference.Field;
        if (_flow[field] is { } known) return known;
        var value = _scope.Symbols.IsTensor(field.Type)
            ? FieldTensor(field, $"{_prefix}this.{field.Name}@{Place(reference)}")
            : FieldInteger(field);
        if (value != Value.Nothing) _flow[field] = value;
        return value;
    }

    /// <summary>An integer that a class gets once: its constant, the constructor argument that modelfix.json names, or a symbol of its name.</summary>
    private Value FieldInteger(IFieldSymbol field)
    {
        if (!IsInteger(field.Type) || _scope.Layers.AssignedValue(field.OriginalDefinition) is not { } assigned) return Value.Nothing;
        return ConstructorValues.Of(assigned, _scope) ?? new IntegerValue(Dim.Symbol($"{_prefix}this.{field.Name}"));
    }

    /// <summary>A buffer or parameter that a class creates once; conversions of the model may change a floating-point dtype.</summary>
    private Value FieldTensor(IFieldSymbol field, string name)
    {
        var unknown = new TensorValue(name, TensorShape.Unknown, ElementType.Unknown);
        if (_scope.Layers.AssignedValue(field.OriginalDefinition)?.WithoutConversions() is not IInvocationOperation created) return unknown;
        if (created.TargetMethod.Name == "Parameter" && created.Arguments.FirstOrDefault()?.Value.WithoutConversions() is IInvocationOperation data) created = data;
        if (TorchCall.From(created, _scope.Symbols) is not { InPlace: false } call) return unknown;
        Value Known(IOperation o) => Constants.Of(o.WithoutConversions()) ?? ConstructorValues.Of(o, _scope) ?? (o.Elements() is { Length: > 1 } list ? new ListValue(list.Select(Known).ToImmutableArray()) : Value.Nothing);
        if (Operators.Apply(new OperatorCall(call.Operator, call.Arguments, null, Known, name)) is not TensorValue tensor) return unknown;
        return tensor with { Type = tensor.Type.IsFloating() ? ElementType.Floating : tensor.Type };
    }

    private Value Property(IPropertyReferenceOperation reference)
    {
        if (reference.Property.IsIndexer) return Indexed(reference);
        if (reference.Instance is null) return Others(reference);
        var instance = Evaluate(reference.Instance);
        return (reference.Property.Name, instance) switch
        {
            ("shape", TensorValue tensor) => Sizes(tensor),
            ("ndim" or "Dimensions", TensorValue { Shape.Rank: { } rank }) => new IntegerValue(Dim.Of(rank)),
            ("NumberOfElements", TensorValue tensor) => ElementCount(tensor),
            ("Length" or "Count", ListValue list) => new IntegerValue(Dim.Of(list.Items.Length)),
            ("T" or "mT", TensorValue tensor) => Operators.Transpose(tensor, -2, -1, Name(reference)),
            _ => Value.Nothing,
        };
    }

    private static Value Sizes(TensorValue tensor) => tensor.Shape.Rank is null
        ? new SizesValue(tensor)
        : new ListValue(tensor.Shape.Dims.Select(d => (Value)new IntegerValue(d)).ToImmutableArray());

    private static Value ElementCount(TensorValue tensor) =>
        tensor.Shape.ElementCount is { } count ? new IntegerValue(count) : new IntegerValue(Dim.Symbol(tensor.Name + ".numel()"));

    private Value Element(Value collection, ImmutableArray<IOperation> indices)
    {
        if (indices.Length != 1) return Value.Nothing;
        var index = indices[0].WithoutConversions();
        if (index is IRangeOperation range) return Slice(collection, range);
        var fromEnd = index is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat };
        var at = Evaluate(fromEnd ? ((IUnaryOperation)index).Operand : index) is IntegerValue { Dim.Constant: { } n } ? fromEnd ? -n : n : (long?)null;
        return (collection, at) switch
        {
            (ListValue list, { } i) when i >= -list.Items.Length && i < list.Items.Length => list.Items[(int)(i < 0 ? i + list.Items.Length : i)],
            (SizesValue sizes, { } i) => new IntegerValue(sizes.Tensor.Size(i)),
            _ => Value.Nothing,
        };
    }

    private Value Slice(Value collection, IRangeOperation range)
    {
        var (from, to) = (Bound(range.LeftOperand), Bound(range.RightOperand));
        if (collection is not ListValue list || from is null && range.LeftOperand is not null || to is null && range.RightOperand is not null) return Value.Nothing;
        var start = (int)Offset(from ?? 0, list.Items.Length);
        var end = to is null ? list.Items.Length : (int)Offset(to.Value, list.Items.Length);
        return start < 0 || end > list.Items.Length || start > end ? Value.Nothing : new ListValue(list.Items.Skip(start).Take(end - start).ToImmutableArray());

        static long Offset(long index, int length) => index < 0 ? index + length : index;
    }

    /// <summary>A constant end of a range, negative when counted from the end; ^0 is not told apart from no bound and gives null.</summary>
    private long? Bound(IOperation? bound)
    {
        if (bound?.WithoutConversions() is not { } operand) return null;
        if (operand is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
            return Evaluate(hat.Operand) is IntegerValue { Dim.Constant: > 0 and var n } ? -n : null;
        return Evaluate(operand) is IntegerValue { Dim.Constant: { } at } ? at : null;
    }

    private Value Conditional(IConditionalOperation conditional)
    {
        Evaluate(conditional.Condition);
        var (whenTrue, whenFalse) = (Evaluate(conditional.WhenTrue), conditional.WhenFalse is { } other ? Evaluate(other) : Value.Nothing);
        return TrainingGuard.ValueInEval(conditional.Condition) switch
        {
            true => whenTrue,
            false => whenFalse,
            null => Joins.Of(whenTrue, whenFalse, Place(conditional)),
        };
    }

    private Value Binary(IBinaryOperation binary)
    {
        var (left, right) = (Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand));
        if (left is IntegerValue l && right is IntegerValue r && IsInteger(binary.Type)) return Arithmetic.Of(binary.OperatorKind, l.Dim, r.Dim);
        if (!_scope.Symbols.IsTensor(binary.Type)) return Value.Nothing;
        return Operators.Elementwise(binary.OperatorKind, left, right, (binary.LeftOperand, binary.RightOperand), Name(binary));
    }

    private Value Unary(IUnaryOperation unary) => (unary.OperatorKind, Evaluate(unary.Operand)) switch
    {
        (UnaryOperatorKind.Minus, IntegerValue integer) => new IntegerValue(Dim.Zero - integer.Dim),
        (UnaryOperatorKind.Plus, IntegerValue integer) => integer,
        (_, TensorValue tensor) when _scope.Symbols.IsTensor(unary.Type) => tensor with { Name = Name(unary) },
        _ => Value.Nothing,
    };

    private Value Compound(ICompoundAssignmentOperation assignment)
    {
        var (left, right) = (Evaluate(assignment.Target), Evaluate(assignment.Value));
        if (left is IntegerValue l && right is IntegerValue r) return Store(assignment.Target, Arithmetic.Of(assignment.OperatorKind, l.Dim, r.Dim));
        var result = _scope.Symbols.IsTensor(assignment.Type)
            ? Operators.Elementwise(assignment.OperatorKind, left, right, (assignment.Target, assignment.Value), Name(assignment))
            : Value.Nothing;
        return Store(assignment.Target, result);
    }

    private Value Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        var value = Evaluate(deconstruction.Value);
        Spread(deconstruction.Target, value);
        return value;
    }

    private void Spread(IOperation target, Value value)
    {
        var targets = target switch
        {
            IDeclarationExpressionOperation { Expression: ITupleOperation tuple } => tuple.Elements,
            ITupleOperation tuple => tuple.Elements,
            _ => ImmutableArray<IOperation>.Empty,
        };
        for (var i = 0; i < targets.Length; i++)
        {
            var item = value switch
            {
                ListValue list when list.Items.Length == targets.Length => list.Items[i],
                SizesValue sizes => new IntegerValue(sizes.Tensor.Size(i)),
                _ => Value.Nothing,
            };
            if (targets[i] is ITupleOperation) Spread(targets[i], item);
            else Store(targets[i], item);
        }
    }

    private Value Store(IOperation target, Value value)
    {
        switch (target)
        {
            case ILocalReferenceOperation local: Assign(local.Local, value); break;
            case IParameterReferenceOperation parameter: Assign(parameter.Parameter, value); break;
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field: Assign(field.Field, value); break;
            case IDeclarationExpressionOperation declaration: Store(declaration.Expression, value); break;
            case IDiscardOperation: break;
            default: Others(target); break;
        }

        return value;
    }
}
