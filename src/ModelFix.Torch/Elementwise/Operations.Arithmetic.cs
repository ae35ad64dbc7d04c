using System.Numerics;

namespace TorchSharp.Operations;

internal readonly record struct Add : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;
}

internal readonly record struct Subtract : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a - b;
}

internal readonly record struct Multiply : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;
}

internal readonly record struct Divide : IRealBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => a / b;
}

/// <summary>The quotient rounded towards zero.</summary>
internal readonly record struct TruncatedDivide : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (Integers.Is<T>()) return Integers.Divide(a, b);
        return typeof(T) == typeof(float)
            ? Cast.To<float, T>(MathF.Truncate(Cast.To<T, float>(a / b)))
            : Cast.To<double, T>(Math.Truncate(Cast.To<T, double>(a / b)));
    }
}

/// <summary>
/// The quotient rounded down, exact where a float quotient would round across an integer (the algorithm of Python's float floor
/// division).
/// </summary>
internal readonly record struct FloorDivide : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (Integers.Is<T>())
        {
            var whole = Integers.Divide(a, b);
            return Integers.Modulo(a, b) != T.Zero && T.IsNegative(a) != T.IsNegative(b) ? whole - T.One : whole;
        }

        if (b == T.Zero) return a / b;
        var remainder = a % b;
        var quotient = (a - remainder) / b;
        if (remainder != T.Zero && b < T.Zero != remainder < T.Zero) quotient -= T.One;
        if (quotient == T.Zero) return T.CopySign(T.Zero, a / b);
        var floor = Integers.Floor(quotient);
        return quotient - floor > T.CreateChecked(0.5) ? floor + T.One : floor;
    }
}

/// <summary>The remainder with the sign of the divisor, as in Python.</summary>
internal readonly record struct Remainder : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        var remainder = Integers.Is<T>() ? Integers.Modulo(a, b) : a % b;
        return remainder != T.Zero && b < T.Zero != remainder < T.Zero ? remainder + b : remainder;
    }
}

/// <summary>The remainder with the sign of the dividend, as in C.</summary>
internal readonly record struct FloatModulo : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => Integers.Is<T>() ? Integers.Modulo(a, b) : a % b;
}

/// <summary>The larger one; NaN if either is.</summary>
internal readonly record struct Maximum : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) ? a : T.IsNaN(b) || a < b ? b : a;
}

/// <summary>The smaller one; NaN if either is.</summary>
internal readonly record struct Minimum : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) ? a : T.IsNaN(b) || b < a ? b : a;
}

/// <summary>The larger one; a number if either is.</summary>
internal readonly record struct MaximumNumber : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) || a < b ? b : a;
}

/// <summary>The smaller one; a number if either is.</summary>
internal readonly record struct MinimumNumber : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) || b < a ? b : a;
}

internal readonly record struct Power : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float)) return Cast.To<float, T>(MathF.Pow(Cast.To<T, float>(a), Cast.To<T, float>(b)));
        if (typeof(T) == typeof(double)) return Cast.To<double, T>(Math.Pow(Cast.To<T, double>(a), Cast.To<T, double>(b)));
        return Integers.Power(a, Cast.To<T, long>(b));
    }
}

internal readonly record struct ArcTangent2 : IRealBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Atan2(a, b);
}

/// <summary>Integer arithmetic with libtorch's errors.</summary>
internal static class Integers
{
    public static bool Is<T>() => typeof(T) != typeof(float) && typeof(T) != typeof(double);

    public static T Divide<T>(T a, T b) where T : INumber<T>
    {
        if (b == T.Zero) throw Errors.Torch("ZeroDivisionError");
        return T.IsNegative(b) && b == -T.One ? -a : a / b;
    }

    public static T Modulo<T>(T a, T b) where T : INumber<T>
    {
        if (b == T.Zero) throw Errors.Torch("ZeroDivisionError");
        return T.IsNegative(b) && b == -T.One ? T.Zero : a % b;
    }

    public static T Power<T>(T value, long exponent) where T : INumber<T>
    {
        if (exponent < 0) return value == T.One ? T.One : value == -T.One && T.IsNegative(value) ? (exponent % 2 == 0 ? T.One : -T.One) : T.Zero;
        var result = T.One;
        for (; exponent > 0; exponent >>= 1, value *= value)
            if ((exponent & 1) == 1) result *= value;
        return result;
    }

    public static T Floor<T>(T value) where T : unmanaged, INumber<T> => typeof(T) == typeof(float)
        ? Cast.To<float, T>(MathF.Floor(Cast.To<T, float>(value)))
        : Cast.To<double, T>(Math.Floor(Cast.To<T, double>(value)));
}
