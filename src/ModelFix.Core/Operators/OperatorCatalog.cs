using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>What an operator makes of the shapes and dtypes of its arguments: one small function per operator, in one table.</summary>
internal static class OperatorCatalog
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
