using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Products of matrices and vectors.</summary>
internal static class ProductTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        .. new[] { "matmul", "bmm", "mm", "mv", "dot" }.Select(n => Row(n, MatMul)),
        Row("addmm", c => Product(c, c.Tensor("mat1"), c.Tensor("mat2"))),
        .. new[] { "outer", "ger" }.Select(n => Row(n, c => c.Tensor("vec2")?.Shape is { Rank: 1 } v && c.Shape.Rank == 1 ? c.Result(TensorShape.Of(c.Shape.Dims[0], v.Dims[0])) : c.Result(TensorShape.Of(c.Fresh(0), c.Fresh(1))))),
        Row("addmv", c => c.Shape.Rank is null ? c.Result(TensorShape.Unknown) : Product(c, c.Tensor("mat1") ?? c.Tensor("mat"), c.Tensor("mat2") ?? c.Tensor("vec"))),
        Row("addbmm", c => Product(c, c.Tensor("batch1"), c.Tensor("batch2")) is { Shape.Rank: 3 } all ? all with { Shape = TensorShape.Of(all.Shape.Dims.RemoveAt(0)) } : c.Result(TensorShape.Unknown, ElementType.Unknown)),
        Row("addr", c => c.Result(c.Tensor("vec1")?.Shape is { Rank: 1 } a && c.Tensor("vec2")?.Shape is { Rank: 1 } b ? TensorShape.Of(a.Dims[0], b.Dims[0]) : TensorShape.Of(c.Fresh(0), c.Fresh(1)))),
        Row("kron", Kronecker),
        Row("cdist", Distances),
        Row("einsum", Einsum.Result),
        Row("inner", c => c.Tensor("vec2") is { Shape.Rank: > 0 } other && c.Shape.Rank > 0
            ? c.Result(TensorShape.Of(c.Shape.Dims.RemoveAt(c.Shape.Dims.Length - 1).AddRange(other.Shape.Dims.RemoveAt(other.Shape.Dims.Length - 1))), ElementTypes.Join(c.Type, other.Type))
            : c.Result(TensorShape.Unknown, ElementType.Unknown)),
        Row("det", c => c.Shape.Dims.Length >= 2 ? c.Result(Batch(c.Shape)) : c.Result(TensorShape.Unknown)),
        Row("bilinear", Bilinear),
        Row("cross", c => c.Tensor("other") is { } other && c.Input is { } input
            ? c.Result(Broadcasting.Of(input.Shape, other.Shape, c.Name), Promotion.Of(input, other))
            : c.Result(TensorShape.Unknown, ElementType.Unknown)),
        Row("vecdot", c => NeuralTransfers.Compared(c, c.Tensor("y"), c.Integer("dim"), keep: false)),
        Row("multi_dot", Chain),
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
    private static TensorValue Product(OperatorCall call, TensorValue? a, TensorValue? b) => a is null || b is null
        ? call.Result(TensorShape.Unknown, ElementType.Unknown)
        : call.Result(Product(a.Shape, b.Shape, call.Name), ElementTypes.Join(a.Type, b.Type));

    /// <summary>Sizes are multiplied, from the last dim on.</summary>
    private static Value Kronecker(OperatorCall call)
    {
        if (call.Tensor("other") is not { Shape.Rank: { } n } other || call.Shape.Rank is not { } m) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var dims = Enumerable.Range(1, Math.Max(m, n)).Reverse().Select(i => (call.Shape[-i] ?? Dim.One) * (other.Shape[-i] ?? Dim.One));
        return call.Result(TensorShape.Of(dims), ElementTypes.Join(call.Type, other.Type));
    }

    /// <summary>[..., P, M] and [..., R, M] give [..., P, R].</summary>
    private static Value Distances(OperatorCall call)
    {
        if (call.Tensor("x2")?.Shape is not { Dims.Length: >= 2 } other || call.Shape.Dims.Length < 2) return call.Result(TensorShape.Unknown);
        var batch = Broadcasting.Of(Batch(call.Shape), Batch(other), call.Name);
        return call.Result(batch with { Dims = batch.Dims.Add(call.Shape[-2]!).Add(other[-2]!) });
    }

    /// <summary>A product of matrices, of which the first and the last may be vectors.</summary>
    private static Value Chain(OperatorCall call)
    {
        if (JoiningTransfers.Tensors(call) is not { } tensors || tensors.Any(t => t.Shape.Rank is null)) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        return call.Result(tensors.Select(t => t.Shape).Aggregate((a, b) => Product(a, b, call.Name)), tensors.Select(t => t.Type).Aggregate(ElementTypes.Join));
    }

    private static Value Bilinear(OperatorCall call)
    {
        if (call.Tensor("weight")?.Shape is not { Rank: 3 } weight || call.Shape.Dims.IsEmpty) return call.Result(TensorShape.Unknown);
        return call.Result(call.Shape with { Dims = call.Shape.Dims.SetItem(call.Shape.Dims.Length - 1, weight.Dims[0]), Front = ImmutableArray<Dim?>.Empty });
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
