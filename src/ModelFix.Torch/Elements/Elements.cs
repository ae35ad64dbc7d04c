using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A computation that is generic in the element type; <see cref="Elements.Run"/> picks the type from a dtype.</summary>
internal interface IElementComputation<TResult>
{
    TResult Run<T>() where T : unmanaged;
}

/// <summary>A computation that needs arithmetic; Bool takes part as Byte, the 16-bit floats as float.</summary>
internal interface INumberComputation<TResult>
{
    TResult Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}

/// <summary>A computation on floating-point numbers.</summary>
internal interface IRealComputation<TResult>
{
    TResult Run<T>() where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The dtypes that hold data, and their C# types.</summary>
internal static class Elements
{
    public static ScalarType DType<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(double) ? ScalarType.Float64
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : typeof(T) == typeof(int) ? ScalarType.Int32
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : typeof(T) == typeof(short) ? ScalarType.Int16
        : typeof(T) == typeof(sbyte) ? ScalarType.Int8
        : typeof(T) == typeof(Half) ? ScalarType.Float16
        : typeof(T) == typeof(BFloat16) ? ScalarType.BFloat16
        : throw new NotSupportedException($"A tensor of {typeof(T)} is not supported in ModelFix.Torch: use Half, BFloat16, float, " +
            "double, long, int, short, sbyte, byte or bool.");

    public static TResult Run<TComputation, TResult>(ScalarType dtype, string op, TComputation computation)
        where TComputation : IElementComputation<TResult> => dtype switch
        {
            ScalarType.Float32 => computation.Run<float>(),
            ScalarType.Float64 => computation.Run<double>(),
            ScalarType.Int64 => computation.Run<long>(),
            ScalarType.Int32 => computation.Run<int>(),
            ScalarType.Byte => computation.Run<byte>(),
            ScalarType.Bool => computation.Run<bool>(),
            ScalarType.Int16 => computation.Run<short>(),
            ScalarType.Int8 => computation.Run<sbyte>(),
            ScalarType.Float16 => computation.Run<Half>(),
            ScalarType.BFloat16 => computation.Run<BFloat16>(),
            _ => throw Errors.NotImplemented(op, dtype),
        };

    public static TResult RunNumber<TComputation, TResult>(ScalarType dtype, string op, TComputation computation)
        where TComputation : INumberComputation<TResult> => dtype switch
        {
            ScalarType.Float32 => computation.Run<float>(),
            ScalarType.Float64 => computation.Run<double>(),
            ScalarType.Int64 => computation.Run<long>(),
            ScalarType.Int32 => computation.Run<int>(),
            ScalarType.Byte or ScalarType.Bool => computation.Run<byte>(),
            ScalarType.Int16 => computation.Run<short>(),
            ScalarType.Int8 => computation.Run<sbyte>(),
            ScalarType.Float16 or ScalarType.BFloat16 => Rounded(computation.Run<float>(), dtype),
            _ => throw Errors.NotImplemented(op, dtype),
        };

    public static TResult RunReal<TComputation, TResult>(ScalarType dtype, string op, TComputation computation)
        where TComputation : IRealComputation<TResult> => dtype switch
        {
            ScalarType.Float32 => computation.Run<float>(),
            ScalarType.Float64 => computation.Run<double>(),
            ScalarType.Float16 or ScalarType.BFloat16 => Rounded(computation.Run<float>(), dtype),
            _ => throw Errors.NotImplemented(op, dtype),
        };

    public static Array Allocate(ScalarType dtype, long count) => Run<Allocation, Array>(dtype, "empty", new(count));

    public static int Size(ScalarType dtype) => dtype switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
        ScalarType.ComplexFloat64 => 16,
        _ => 8,
    };

    // libtorch too computes in float32 and rounds each operator's result; answers of another dtype are no such results.
    private static TResult Rounded<TResult>(TResult result, ScalarType dtype) =>
        result is Tensor { dtype: ScalarType.Float32 } tensor ? (TResult)(object)tensor.to_type(dtype) : result;

    private readonly record struct Allocation(long Count) : IElementComputation<Array>
    {
        public Array Run<T>() where T : unmanaged => new T[Count];
    }
}
