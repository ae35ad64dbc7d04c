using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

internal interface IUnaryOp
{
    T Apply<T>(T x) where T : unmanaged, INumber<T>;
}

internal interface IRealUnaryOp
{
    T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>;
}

internal interface IBinaryOp
{
    T Apply<T>(T a, T b) where T : unmanaged, INumber<T>;
}

internal interface IRealBinaryOp
{
    T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T>;
}

internal interface IPredicate
{
    bool Apply<T>(T a, T b) where T : unmanaged, INumber<T>;
}

/// <summary>
/// Applies an operation to every element, with broadcasting and type promotion.
/// Everything is computed in the promoted dtype itself, rounded once per operation, as libtorch does.
/// Results are always contiguous; libtorch keeps the layout of a permuted input.
/// </summary>
internal static class Elementwise
{
    /// <summary>Keeps the dtype.</summary>
    public static Tensor Unary<TOp>(Tensor x, string name, TOp op) where TOp : struct, IUnaryOp
    {
        if (x.dtype == ScalarType.Bool) throw Errors.NotImplemented(name, x.dtype);
        return Elements.RunNumber<UnaryLoop<TOp>, Tensor>(x.dtype, name, new(x, op));
    }

    /// <summary>Refuses floating point.</summary>
    public static Tensor Integral<TOp>(Tensor x, string name, TOp op) where TOp : struct, IUnaryOp =>
        x.is_floating_point() ? throw Errors.NotImplemented(name, x.dtype) : Unary(x, name, op);

    /// <summary>Integers become the default floating-point dtype first.</summary>
    public static Tensor Real<TOp>(Tensor x, string name, TOp op) where TOp : struct, IRealUnaryOp =>
        Elements.RunReal<RealUnaryLoop<TOp>, Tensor>(Promotion.Real(x.dtype), name, new(x, op));

    /// <summary>Refuses integers.</summary>
    public static Tensor RealOnly<TOp>(Tensor x, string name, TOp op) where TOp : struct, IRealUnaryOp =>
        Elements.RunReal<RealUnaryLoop<TOp>, Tensor>(x.dtype, name, new(x, op));

    /// <summary>Integers come back as they are: they have no fraction.</summary>
    public static Tensor Rounding<TOp>(Tensor x, string name, TOp op) where TOp : struct, IRealUnaryOp =>
        x.is_integral() && x.dtype != ScalarType.Bool ? x.clone() : RealOnly(x, name, op);

    public static Tensor Binary<TOp>(Operand a, Operand b, string name, TOp op) where TOp : struct, IBinaryOp =>
        Binary(a, b, name, op, Promotion.Result(a, b));

    public static Tensor Binary<TOp>(Operand a, Operand b, string name, TOp op, ScalarType dtype) where TOp : struct, IBinaryOp
    {
        var result = Elements.RunNumber<BinaryLoop<TOp>, Tensor>(dtype, name, new(a.Tensor, b.Tensor, name, op));
        return dtype == ScalarType.Bool ? result.to_type(ScalarType.Bool) : result;
    }

    public static Tensor Real<TOp>(Operand a, Operand b, string name, TOp op) where TOp : struct, IRealBinaryOp =>
        Elements.RunReal<RealBinaryLoop<TOp>, Tensor>(Promotion.Real(Promotion.Result(a, b)), name, new(a.Tensor, b.Tensor, name, op));

    /// <summary>Refuses integers.</summary>
    public static Tensor RealOnly<TOp>(Operand a, Operand b, string name, TOp op) where TOp : struct, IRealBinaryOp =>
        Elements.RunReal<RealBinaryLoop<TOp>, Tensor>(Promotion.Result(a, b), name, new(a.Tensor, b.Tensor, name, op));

    public static Tensor Compare<TOp>(Operand a, Operand b, string name, TOp op) where TOp : struct, IPredicate =>
        Elements.RunNumber<PredicateLoop<TOp>, Tensor>(Promotion.Result(a, b), name, new(a.Tensor, b.Tensor, name, op));

    /// <summary>The shape both broadcast to.</summary>
    public static long[] BroadcastShape(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var rank = Math.Max(a.Length, b.Length);
        var shape = new long[rank];
        for (var d = 1; d <= rank; d++)
        {
            var (left, right) = (d <= a.Length ? a[^d] : 1, d <= b.Length ? b[^d] : 1);
            if (left != right && left != 1 && right != 1)
                throw Errors.Torch($"The size of tensor a ({left}) must match the size of tensor b ({right}) at non-singleton " +
                    $"dimension {rank - d}: {Errors.Shape(a)} and {Errors.Shape(b)} do not broadcast");
            shape[^d] = left == 1 ? right : left;
        }

        return shape;
    }

    /// <summary>An operand's elements for a result of the given shape: one element with step 0, or all of them with step 1.</summary>
    public static ReadOnlySpan<T> Fetch<T>(Tensor x, long[] shape, out int step) where T : unmanaged
    {
        step = x.numel() == 1 ? 0 : 1;
        return step == 0 || x.Sizes.AsSpan().SequenceEqual(shape) ? x.ReadData<T>() : x.expand(shape).CopyData<T>();
    }

    private static long[] ShapeOf(Tensor a, Tensor b, string name)
    {
        try
        {
            return BroadcastShape(a.Sizes, b.Sizes);
        }
        catch (System.Runtime.InteropServices.ExternalException mismatch)
        {
            throw Errors.Torch($"{name}: {mismatch.Message}");
        }
    }

    private readonly record struct UnaryLoop<TOp>(Tensor X, TOp Op) : INumberComputation<Tensor> where TOp : struct, IUnaryOp
    {
        public Tensor Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var data = X.CopyData<T>();
            for (var i = 0; i < data.Length; i++) data[i] = Op.Apply(data[i]);
            return Tensor.FromData(data, X.shape);
        }
    }

    private readonly record struct RealUnaryLoop<TOp>(Tensor X, TOp Op) : IRealComputation<Tensor> where TOp : struct, IRealUnaryOp
    {
        public Tensor Run<T>() where T : unmanaged, IFloatingPointIeee754<T>
        {
            var data = X.CopyData<T>();
            for (var i = 0; i < data.Length; i++) data[i] = Op.Apply(data[i]);
            return Tensor.FromData(data, X.shape);
        }
    }

    private readonly record struct BinaryLoop<TOp>(Tensor A, Tensor B, string Name, TOp Op) : INumberComputation<Tensor> where TOp : struct, IBinaryOp
    {
        public Tensor Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var shape = ShapeOf(A, B, Name);
            var a = Fetch<T>(A, shape, out var stepA);
            var b = Fetch<T>(B, shape, out var stepB);
            var result = GC.AllocateUninitializedArray<T>((int)Strided.Count(shape));
            for (var i = 0; i < result.Length; i++) result[i] = Op.Apply(a[i * stepA], b[i * stepB]);
            return Tensor.FromData(result, shape);
        }
    }

    private readonly record struct RealBinaryLoop<TOp>(Tensor A, Tensor B, string Name, TOp Op) : IRealComputation<Tensor>
        where TOp : struct, IRealBinaryOp
    {
        public Tensor Run<T>() where T : unmanaged, IFloatingPointIeee754<T>
        {
            var shape = ShapeOf(A, B, Name);
            var a = Fetch<T>(A, shape, out var stepA);
            var b = Fetch<T>(B, shape, out var stepB);
            var result = GC.AllocateUninitializedArray<T>((int)Strided.Count(shape));
            for (var i = 0; i < result.Length; i++) result[i] = Op.Apply(a[i * stepA], b[i * stepB]);
            return Tensor.FromData(result, shape);
        }
    }

    private readonly record struct PredicateLoop<TOp>(Tensor A, Tensor B, string Name, TOp Op) : INumberComputation<Tensor> where TOp : struct, IPredicate
    {
        public Tensor Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var shape = ShapeOf(A, B, Name);
            var a = Fetch<T>(A, shape, out var stepA);
            var b = Fetch<T>(B, shape, out var stepB);
            var result = new bool[Strided.Count(shape)];
            for (var i = 0; i < result.Length; i++) result[i] = Op.Apply(a[i * stepA], b[i * stepB]);
            return Tensor.FromData(result, shape);
        }
    }
}
