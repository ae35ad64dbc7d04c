using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.Shapes;

/// <summary>What an operator makes of the shapes and dtypes of its arguments: one small function per operator, in one table.</summary>
internal static class Operators
{
    private static readonly ImmutableDictionary<string, Func<OperatorCall, Value>> Table = Build();

    private static readonly ImmutableHashSet<string> Reshaping = ImmutableHashSet.Create("squeeze", "unsqueeze", "transpose", "t", "resize");

    /// <summary>The result of an operator; an unknown tensor where the operator has no row.</summary>
    public static Value Apply(OperatorCall call) => Table.TryGetValue(call.Operator, out var transfer) ? transfer(call) : Value.Nothing;

    /// <summary>The operators that have a row.</summary>
    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>True where something is known of what an operator does to shapes.</summary>
    public static bool Has(string name) => Table.ContainsKey(name);

    /// <summary>True for operators whose in-place form changes the shape of its receiver.</summary>
    public static bool ChangesShape(string name) => Reshaping.Contains(name);

    /// <summary>True for operators whose result has the rank of the tensor that they are called on.</summary>
    public static bool KeepsRank(string name) => name == "pad" || ElementwiseTransfers.Unary.Contains(name);

    public static Value Transpose(TensorValue tensor, long a, long b, string name)
    {
        if (tensor.Shape.FromFront(a) is not { } i || tensor.Shape.FromFront(b) is not { } j || tensor.Shape.Rank is null) return Unknown(tensor, name);
        var dims = tensor.Shape.Dims.ToBuilder();
        (dims[i], dims[j]) = (dims[j], dims[i]);
        return tensor with { Name = name, Shape = TensorShape.Of(dims) };
    }

    /// <summary>A C# operator with at least one tensor.</summary>
    public static Value Elementwise(BinaryOperatorKind kind, Value left, Value right, (IOperation Left, IOperation Right) operands, string name)
    {
        var (l, r) = (left as TensorValue, right as TensorValue);
        if (l is null && r is null) return Value.Nothing;
        var comparison = kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan
            or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;
        var shape = l is null ? r!.Shape : r is null ? l.Shape : Broadcasting.Of(l.Shape, r.Shape, name);
        var type = l is null
            ? Promotion.WithScalar(r!.Type, Promotion.IsFractional(operands.Left))
            : r is null ? Promotion.WithScalar(l.Type, Promotion.IsFractional(operands.Right)) : Promotion.Of(l, r);
        if (kind == BinaryOperatorKind.Divide && !type.IsFloating()) type = type.IsInteger() || type == ElementType.Bool ? ElementType.Float32 : ElementType.Unknown;
        return new TensorValue(name, shape, comparison ? ElementType.Bool : type);
    }

    private static TensorValue Unknown(TensorValue tensor, string name) => tensor with { Name = name, Shape = TensorShape.Unknown };

    private static ImmutableDictionary<string, Func<OperatorCall, Value>> Build()
    {
        var table = ImmutableDictionary.CreateBuilder<string, Func<OperatorCall, Value>>(StringComparer.Ordinal);
        foreach (var row in ElementwiseTransfers.Rows.Concat(ReductionTransfers.Rows).Concat(ViewTransfers.Rows).Concat(JoiningTransfers.Rows).Concat(ProductTransfers.Rows)
            .Concat(CreationTransfers.Rows).Concat(NeuralTransfers.Rows).Concat(DiagonalTransfers.Rows).Concat(WindowTransfers.Rows))
            table.Add(row.Key, row.Value);
        return table.ToImmutable();
    }
}

/// <summary>The shape of two broadcast tensors.</summary>
internal static class Broadcasting
{
    public static TensorShape Of(TensorShape a, TensorShape b, string name)
    {
        var length = Math.Max(a.Dims.Length, b.Dims.Length);
        var dims = new List<Dim>();
        for (var at = 1; at <= length; at++) dims.Add(Pair(a, b, at, name));
        dims.Reverse();
        return new TensorShape(a.HasLeading || b.HasLeading, dims.ToImmutableArray());
    }

    private static Dim Pair(TensorShape a, TensorShape b, int fromEnd, string name)
    {
        var (x, y) = (a[-fromEnd], b[-fromEnd]);
        var (aMayHave, bMayHave) = (x is null && a.HasLeading, y is null && b.HasLeading);
        if (x is null && !aMayHave) return y!;
        if (y is null && !bMayHave) return x!;
        // A size that is known to be other than 1 wins, a constant first: the other side must be the same or 1.
        foreach (var size in new[] { x, y }.OfType<Dim>().OrderByDescending(d => d.IsConstant))
            if (size.IsKnownDifferent(Dim.One)) return size;
        if (x is not null && y is not null && x.Equals(y)) return x;
        if (x?.Constant == 1 && y is not null) return y;
        if (y?.Constant == 1 && x is not null) return x;
        return Dim.Symbol($"{name}[-{fromEnd}]");
    }
}

/// <summary>The dtype of results, by PyTorch's promotion rules as far as they are decided by what is known.</summary>
internal static class Promotion
{
    /// <summary>A tensor with a C# number: an integer never changes a tensor's dtype (but bool's), a fraction only makes integers Float32.</summary>
    public static ElementType WithScalar(ElementType tensor, bool? fractional)
    {
        if (tensor.IsFloating()) return tensor;
        return fractional switch
        {
            false when tensor.IsInteger() => tensor,
            false when tensor == ElementType.Bool => ElementType.Int64,
            true when tensor.IsInteger() || tensor == ElementType.Bool => ElementType.Float32,
            true => ElementType.Floating,
            _ => ElementType.Unknown,
        };
    }

    public static ElementType Of(TensorValue a, TensorValue b)
    {
        if (a.Type == b.Type) return a.Type;
        if (a.Type.IsFloating() && b.Type.IsFloating()) return ElementType.Floating;
        // Without a known rank a 0-d tensor cannot be excluded, and those do not promote within a category.
        if (a.Type.IsFloating() && (b.Type.IsInteger() || b.Type == ElementType.Bool)) return a.Type;
        if (b.Type.IsFloating() && (a.Type.IsInteger() || a.Type == ElementType.Bool)) return b.Type;
        return ElementType.Unknown;
    }

    /// <summary>True for float and double operands, false for integers, null for others.</summary>
    public static bool? IsFractional(IOperation operand)
    {
        var type = operand.Type?.SpecialType is null or SpecialType.None && operand is IConversionOperation conversion ? conversion.Operand.Type : operand.Type;
        return type?.SpecialType switch
        {
            SpecialType.System_Single or SpecialType.System_Double => true,
            SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Byte or SpecialType.System_Int16 => false,
            _ => null,
        };
    }
}
