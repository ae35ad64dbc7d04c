using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Fields, properties, and the elements of arrays and lists.</summary>
internal sealed class Members(Interpreter interpreter) : Room(interpreter)
{
    public Value Field(IFieldReferenceOperation reference)
    {
        if (reference.Field.ContainingType.IsTupleType && reference.Instance is { } tuple)
            return TupleField(reference.Field, Evaluate(tuple));
        if (reference.Instance is not null and not IInstanceReferenceOperation) return Others(reference);
        var field = reference.Field;
        if (Flow[field] is { } known) return known;
        if (Constants.TypeNamed(field, Scope.Symbols) is { } type) return new ConstantValue(type);
        if (Constructors.ConstructedMember(field) is { } made) return made;
        var value = Scope.Symbols.IsTensor(field.Type)
            ? Constructors.FieldTensor(field, Id(reference).Member("this." + field.Name))
            : Constructors.FieldValue(field);
        if (value != Value.Nothing && !State.Untracked.Contains(field)) Flow[field] = value;
        return value;
    }

    private static Value TupleField(IFieldSymbol field, Value tuple) =>
        tuple is ListValue list && Position(field) is >= 0 and var at && at < list.Items.Length ? list.Items[at] : Value.Nothing;

    /// <summary>Which element of a tuple a field is; -1 where it is none.</summary>
    public static int Position(IFieldSymbol field)
    {
        var at = field.ContainingType.TupleElements.IndexOf(field, SymbolEqualityComparer.Default);
        if (at < 0) at = field.ContainingType.TupleElements.IndexOf(field.CorrespondingTupleField!, SymbolEqualityComparer.Default);
        if (at < 0 && field.Name.StartsWith("Item", StringComparison.Ordinal) && int.TryParse(field.Name.Substring(4), out var number))
            at = number - 1;
        return at;
    }

    public Value Property(IPropertyReferenceOperation reference)
    {
        if (reference.Property.IsIndexer) return Indexers.Indexed(reference);
        if (reference.Instance is IInstanceReferenceOperation
            && (Flow[reference.Property] ?? Constructors.ConstructedMember(reference.Property)) is { } made)
            return made;
        if (reference.Instance is null) return Others(reference);
        var instance = Evaluate(reference.Instance);
        return (reference.Property.Name, instance) switch
        {
            ("shape", TensorValue tensor) => Sizes(tensor),
            ("ndim" or "Dimensions", TensorValue tensor) => Rank(tensor),
            ("NumberOfElements", TensorValue tensor) => ElementCount(tensor),
            ("Item1", ListValue { Items.Length: > 1 } list) when Assignments.IsSystemTuple(reference.Instance) => list.Items[0],
            ("Item2", ListValue { Items.Length: > 1 } list) when Assignments.IsSystemTuple(reference.Instance) => list.Items[1],
            ("Length" or "Count", ListValue list) => new IntegerValue(Dim.Of(list.Items.Length)),
            ("Count", ModuleValue { Parts: { } parts }) => new IntegerValue(Dim.Of(parts.Length)),
            ("Length", SizesValue sizes) => Rank(sizes.Tensor),
            ("mT", TensorValue tensor) => Permute.Transposed(tensor, -2, -1, Id(reference)),
            ("T", TensorValue { Shape.Rank: 2 } tensor) => Permute.Transposed(tensor, 0, 1, Id(reference)),
            _ => Value.Nothing,
        };
    }

    public static Value Sizes(TensorValue tensor) => tensor.Shape.Rank is null
        ? new SizesValue(tensor)
        : new ListValue(tensor.Shape.Dims.Select(d => (Value)new IntegerValue(d)).ToImmutableArray());

    public static IntegerValue Rank(TensorValue tensor) =>
        new(tensor.Shape.Rank is { } rank ? Dim.Of(rank) : tensor.Id.Rank);

    public static Value ElementCount(TensorValue tensor) =>
        tensor.Shape.ElementCount is { } count ? new IntegerValue(count) : new IntegerValue(tensor.Id.ElementCount);

    public Value Element(Value collection, ImmutableArray<IOperation> indices)
    {
        if (indices.Length != 1)
        {
            foreach (var index in indices) Evaluate(index);
            return Value.Nothing;
        }

        if (indices[0].WithoutConversions() is IRangeOperation range) return Slice(collection, range);
        return ElementAt(collection, Position(indices[0]));
    }

    public Value ElementAt(Value collection, long? at) => (collection, at) switch
    {
        (ListValue list, { } i) when i >= -list.Items.Length && i < list.Items.Length =>
            list.Items[(int)(i < 0 ? i + list.Items.Length : i)],
        (ModuleValue { Parts: { } parts }, { } i) when i >= -parts.Length && i < parts.Length => parts[(int)(i < 0 ? i + parts.Length : i)],
        (ModuleValue module, null) when module.AnyPart is { } part => part,
        (ModuleValue { Each: { } each }, _) => each,
        (SizesValue sizes, { } i) => new IntegerValue(SizeThatIsRead(sizes.Tensor, i)),
        _ => Value.Nothing,
    };

    /// <summary>
    /// A constant position, negative when counted from the end as ^1 does; null where it is not constant or negative without ^.
    /// </summary>
    public long? Position(IOperation index)
    {
        var operation = index.WithoutConversions();
        if (operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
        {
            Evaluate(hat);
            return Known(hat.Operand) is IntegerValue { Dim.Constant: > 0 and var n } ? -n : null;
        }

        return Evaluate(operation) is IntegerValue { Dim.Constant: >= 0 and var at } ? at : null;
    }

    private Value Slice(Value collection, IRangeOperation range)
    {
        Evaluate(range);
        if (collection is not ListValue list) return Value.Nothing;
        var length = list.Items.Length;
        if (End(range.LeftOperand, 0, length) is not { } start || End(range.RightOperand, length, length) is not { } end)
            return Value.Nothing;
        return start < 0 || end > length || start > end
            ? Value.Nothing
            : new ListValue(list.Items.Skip(start).Take(end - start).ToImmutableArray());
    }

    private int? End(IOperation? bound, int missing, int length)
    {
        if (bound?.WithoutConversions() is not { } operand) return missing;
        if (operand is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
            return Known(hat.Operand) is IntegerValue { Dim.Constant: >= 0 and var back } && back <= length ? (int)(length - back) : null;
        return Known(operand) is IntegerValue { Dim.Constant: >= 0 and var at } && at <= length ? (int)at : null;
    }

    /// <summary>The size of a dim that the program reads: reading it proves that the dim exists.</summary>
    public Dim SizeThatIsRead(TensorValue tensor, long dim)
    {
        if (dim is >= 0 and < TensorShape.MaxRank) Parameters.Prove(tensor, (int)dim + 1);
        return tensor.Size(dim);
    }
}
