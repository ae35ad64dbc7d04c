using System.Numerics;

namespace TorchSharp.Operations;

internal readonly record struct InverseHyperbolicSine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Asinh(x);
}

internal readonly record struct InverseHyperbolicCosine : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Acosh(x);
}

internal readonly record struct InverseHyperbolicTangent : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Atanh(x);
}

internal readonly record struct Logit : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log(x / (T.One - x));
}

internal readonly record struct Hypotenuse : IRealBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Hypot(a, b);
}

/// <summary>log(e^a + e^b) without overflow.</summary>
internal readonly record struct LogAddExp : IRealBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (T.IsInfinity(a) && a == b) return a;
        return T.Max(a, b) + new LogarithmOf1Plus().Apply(T.Exp(-T.Abs(a - b)));
    }
}

internal readonly record struct CopySign : IRealBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.CopySign(a, b);
}

/// <summary>a * log(b), 0 where a is 0.</summary>
internal readonly record struct XLogY : IRealBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.IsNaN(b) ? b : a == T.Zero ? T.Zero : a * T.Log(b);
}

/// <summary>log2(2^a + 2^b) without overflow.</summary>
internal readonly record struct LogAddExp2 : IRealBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (T.IsInfinity(a) && a == b) return a;
        var ln2 = T.Log(T.One + T.One);
        return T.Max(a, b) + new LogarithmOf1Plus().Apply(T.Exp2(-T.Abs(a - b))) / ln2;
    }
}

/// <summary>sin(pi x) / (pi x), and 1 at 0.</summary>
internal readonly record struct Sinc : IRealUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
        => x == T.Zero ? T.One : T.Sin(T.Pi * x) / (T.Pi * x);
}
