using System.Numerics;

namespace TorchSharp;

/// <summary>
/// A number without a shape. In arithmetic with a tensor it changes the tensor's dtype only if its category (bool, integer, floating
/// point) is higher.
/// </summary>
public sealed class Scalar : IDisposable
{
    private readonly double _real;
    private readonly long _integer;

    private Scalar(double value, torch.ScalarType type)
    {
        _real = value;
        Type = type;
    }

    private Scalar(long value, torch.ScalarType type)
    {
        _integer = value;
        _real = value;
        Type = type;
    }

    /// <summary>The dtype as libtorch keeps it: Float64, Int64 or Bool.</summary>
    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => new((long)value, torch.ScalarType.Int64);

    public static implicit operator Scalar(sbyte value) => new((long)value, torch.ScalarType.Int64);

    public static implicit operator Scalar(short value) => new((long)value, torch.ScalarType.Int64);

    public static implicit operator Scalar(int value) => new((long)value, torch.ScalarType.Int64);

    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);

    public static implicit operator Scalar(Half value) => new((double)(float)value, torch.ScalarType.Float64);

    public static implicit operator Scalar(BFloat16 value) => new((double)value, torch.ScalarType.Float64);

    public static implicit operator Scalar(float value) => new((double)value, torch.ScalarType.Float64);

    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);

    public static implicit operator Scalar(bool value) => new(value ? 1L : 0L, torch.ScalarType.Bool);

    public void Dispose()
    {
    }

    internal bool IsFloatingPoint => Type == torch.ScalarType.Float64;

    internal double Real => _real;

    internal bool Truth => IsFloatingPoint ? _real != 0 : _integer != 0;

    /// <summary>The value as T; integers keep all their bits.</summary>
    internal T As<T>() where T : unmanaged => IsFloatingPoint ? Cast.To<double, T>(_real) : Cast.To<long, T>(_integer);

    /// <summary>The value as T, refusing what T cannot hold, as libtorch does for the bounds of an operator.</summary>
    internal T AsChecked<T>() where T : unmanaged, INumber<T>
    {
        var value = As<T>();
        if (T.IsNaN(value) || !IsIntegral<T>()) return value;
        // Libtorch lets negative numbers wrap in unsigned types.
        if (typeof(T) == typeof(byte) && Math.Abs(Math.Truncate(_real)) <= byte.MaxValue) return value;
        if (IsFloatingPoint ? double.CreateChecked(value) == Math.Truncate(_real) : Cast.To<T, long>(value) == _integer) return value;
        throw Errors.Torch($"value cannot be converted to type {CName<T>()} without overflow");
    }

    private static bool IsIntegral<T>() => typeof(T) != typeof(float) && typeof(T) != typeof(double);

    private static string CName<T>() => typeof(T) == typeof(int) ? "int" : typeof(T) == typeof(byte) ? "uint8_t"
        : typeof(T) == typeof(short) ? "int16_t" : typeof(T) == typeof(sbyte) ? "int8_t" : "int64_t";
}
