using System.Collections.Immutable;

namespace ModelFix.Core.Shapes;

/// <summary>Products of matrices and vectors.</summary>
internal static class ProductTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        .. new[] { "matmul", "bmm", "mm", "mv", "dot" }.Select(n => Row(n, MatMul)),
        .. new[] { "baddbmm", "addmm" }.Select(n => Row(n, AddedProduct)),
        Row("outer", c => c.Tensor("vec2")?.Shape is { Rank: 1 } v && c.Shape.Rank == 1 ? c.Result(TensorShape.Of(c.Shape.Dims[0], v.Dims[0])) : c.Result(TensorShape.Of(c.Fresh(0), c.Fresh(1)))),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    /// <summary>torch.matmul: vectors lose their dim, batch dims broadcast.</summary>
    private static Value MatMul(OperatorCall call)
    {
        var other = new[] { "target", "other", "batch2", "mat2", "vec2" }.Select(call.Tensor).FirstOrDefault(t => t is not null);
        if (call.Input is not { } input || other is null) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        return call.Result(Product(input.Shape, other.Shape, call.Name), ElementTypes.Join(input.Type, other.Type));
    }

    /// <summary>The result has the shape of the product; the addend broadcasts to it.</summary>
    private static Value AddedProduct(OperatorCall call)
    {
        var (a, b) = (call.Tensor("mat1") ?? call.Tensor("batch1"), call.Tensor("mat2") ?? call.Tensor("batch2"));
        if (a is null || b is null) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        return call.Result(Product(a.Shape, b.Shape, call.Name), ElementTypes.Join(a.Type, b.Type));
    }

    private static TensorShape Product(TensorShape a, TensorShape b, string name)
    {
        if (a.Rank == 1 && b.Rank == 1) return TensorShape.Of();
        if (a.Rank == 1) return b.Dims.Length < 2 ? TensorShape.Unknown : b with { Dims = b.Dims.RemoveAt(b.Dims.Length - 2), Front = ImmutableArray<Dim?>.Empty };
        if (b.Rank == 1) return a.Dims.Length < 2 ? TensorShape.Unknown : a with { Dims = a.Dims.RemoveAt(a.Dims.Length - 1), Front = ImmutableArray<Dim?>.Empty };
        // A tensor that shows two dims is no vector.
        if (a.Dims.Length < 2 || b.Dims.Length < 2) return TensorShape.Unknown;
        var batch = Broadcasting.Of(Batch(a), Batch(b), name);
        return batch with { Dims = batch.Dims.Add(a[-2]!).Add(b[-1]!) };
    }

    private static TensorShape Batch(TensorShape shape) => new(shape.HasLeading, shape.Dims.RemoveRange(shape.Dims.Length - 2, 2));
}
