using System.Numerics;

namespace TorchSharp.Operations;

internal readonly record struct Sigmoid : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));
}

internal readonly record struct LogSigmoid : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> =>
        T.Min(x, T.Zero) - new LogarithmOf1Plus().Apply(T.Exp(-T.Abs(x)));
}

internal readonly record struct Silu : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => x / (T.One + T.Exp(-x));
}

internal readonly record struct Gelu : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = Cast.To<T, double>(x);
        return Cast.To<double, T>(value * 0.5 * ErrorFunction.Complement(-value * Math.Sqrt(0.5)));
    }
}

/// <summary>The tanh approximation of GELU (Hendrycks and Gimpel, 2016).</summary>
internal readonly record struct GeluTanh : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = Cast.To<T, double>(x);
        var inner = Math.Sqrt(2 / Math.PI) * (value + (0.044715 * value * value * value));
        return Cast.To<double, T>(0.5 * value * (1 + Math.Tanh(inner)));
    }
}

internal readonly record struct Softplus(double Beta, double Threshold) : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var beta = T.CreateChecked(Beta);
        return x * beta > T.CreateChecked(Threshold) ? x : new LogarithmOf1Plus().Apply(T.Exp(x * beta)) / beta;
    }
}

/// <summary>scale * x above 0, scale * alpha * (e^(inputScale * x) - 1) below.</summary>
internal readonly record struct Elu(double Alpha, double Scale, double InputScale) : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => x <= T.Zero
        ? new ExponentialMinus1().Apply(x * T.CreateChecked(InputScale)) * (T.CreateChecked(Alpha) * T.CreateChecked(Scale))
        : x * T.CreateChecked(Scale);
}

internal readonly record struct LeakyRectify(double Slope) : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => x > T.Zero ? x : x * T.CreateChecked(Slope);
}

internal readonly record struct HardSigmoid : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var six = T.CreateChecked(6);
        return Clamped(x + T.CreateChecked(3), six) / six;
    }

    internal static T Clamped<T>(T x, T upper) where T : INumber<T> => x < T.Zero ? T.Zero : x > upper ? upper : x;
}

internal readonly record struct HardSwish : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var six = T.CreateChecked(6);
        return x * HardSigmoid.Clamped(x + T.CreateChecked(3), six) / six;
    }
}

internal readonly record struct Threshold(double Limit, double Value) : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> => x <= Cast.To<double, T>(Limit) ? Cast.To<double, T>(Value) : x;
}

internal readonly record struct Erf : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => Cast.To<double, T>(ErrorFunction.Of(Cast.To<T, double>(x)));
}

internal readonly record struct ErfComplement : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => Cast.To<double, T>(ErrorFunction.Complement(Cast.To<T, double>(x)));
}

/// <summary>
/// The error function: Abramowitz and Stegun 7.1.6, a series of positive terms, below 3;
/// the continued fraction 7.1.14 for the complement above, where erf itself is 1 to within 2e-5.
/// </summary>
internal static class ErrorFunction
{
    private const double SeriesLimit = 3;

    public static double Of(double x)
    {
        if (Math.Abs(x) < SeriesLimit) return Series(x);
        return double.IsNaN(x) ? x : Math.CopySign(1 - Fraction(Math.Abs(x)), x);
    }

    public static double Complement(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < SeriesLimit) return 1 - Of(x);
        return Fraction(x);
    }

    private static double Series(double x)
    {
        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // Evaluated from the innermost term; 100 terms settle every digit from 3 on.
    private static double Fraction(double x)
    {
        if (x > 27.3) return 0;
        var tail = x;
        for (var n = 100; n >= 1; n--) tail = x + (n / 2.0 / tail);
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * tail);
    }
}
