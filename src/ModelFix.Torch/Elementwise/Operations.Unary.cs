using System.Numerics;

namespace TorchSharp.Operations;

internal readonly record struct Absolute : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> =>
        Integers.Is<T>() ? (T.IsNegative(x) ? -x : x) : T.Abs(x);
}

internal readonly record struct Negate : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> => -x;
}

internal readonly record struct Square : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> => x * x;
}

internal readonly record struct Cube : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> => x * x * x;
}

/// <summary>-1, 0 or 1; 0 for NaN.</summary>
internal readonly record struct Sign : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero;
}

/// <summary>The larger of x and 0; NaN stays.</summary>
internal readonly record struct Rectify : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> => x < T.Zero ? T.Zero : x;
}

internal readonly record struct InverseSquare : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.One / (x * x);
}

internal readonly record struct Reciprocal : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.One / x;
}

internal readonly record struct SquareRoot : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Sqrt(x);
}

internal readonly record struct InverseSquareRoot : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.One / T.Sqrt(x);
}

internal readonly record struct Exponential : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Exp(x);
}

internal readonly record struct Exponential2 : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Exp2(x);
}

/// <summary>e^x - 1, without losing the digits of a small x (Kahan's correction).</summary>
internal readonly record struct ExponentialMinus1 : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = Cast.To<T, double>(x);
        var power = Math.Exp(value);
        if (power == 1) return x;
        var difference = power - 1;
        return difference == -1 || !double.IsFinite(power)
            ? Cast.To<double, T>(difference)
            : Cast.To<double, T>(difference * value / Math.Log(power));
    }
}

internal readonly record struct Logarithm : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log(x);
}

internal readonly record struct Logarithm2 : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log2(x);
}

internal readonly record struct Logarithm10 : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log10(x);
}

/// <summary>log(1 + x), without losing the digits of a small x (Kahan's correction).</summary>
internal readonly record struct LogarithmOf1Plus : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = Cast.To<T, double>(x);
        var sum = 1 + value;
        if (sum == 1) return x;
        return double.IsFinite(sum) && sum > 0
            ? Cast.To<double, T>(Math.Log(sum) * value / (sum - 1))
            : Cast.To<double, T>(Math.Log(sum));
    }
}

internal readonly record struct Sine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Sin(x);
}

internal readonly record struct Cosine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Cos(x);
}

internal readonly record struct Tangent : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Tan(x);
}

internal readonly record struct ArcSine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Asin(x);
}

internal readonly record struct ArcCosine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Acos(x);
}

internal readonly record struct ArcTangent : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Atan(x);
}

internal readonly record struct HyperbolicSine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Sinh(x);
}

internal readonly record struct HyperbolicCosine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Cosh(x);
}

internal readonly record struct HyperbolicTangent : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Tanh(x);
}

internal readonly record struct Floor : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Floor(x);
}

internal readonly record struct Ceiling : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Ceiling(x);
}

internal readonly record struct Truncate : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Truncate(x);
}

internal readonly record struct Fraction : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => x - T.Truncate(x);
}

/// <summary>To the nearest multiple of 10^-decimals, halves to even.</summary>
internal readonly record struct Round : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Round(x, MidpointRounding.ToEven);
}
