using System.Numerics;

namespace TorchSharp.Operations;

internal readonly record struct Equal : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a == b;
}

internal readonly record struct NotEqual : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a != b;
}

internal readonly record struct Less : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a < b;
}

internal readonly record struct LessOrEqual : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a <= b;
}

internal readonly record struct Greater : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a > b;
}

internal readonly record struct GreaterOrEqual : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a >= b;
}

internal readonly record struct BothTrue : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a != T.Zero && b != T.Zero;
}

internal readonly record struct EitherTrue : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a != T.Zero || b != T.Zero;
}

internal readonly record struct ExactlyOneTrue : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T> => a != T.Zero != (b != T.Zero);
}

/// <summary>|a - b| within atol + rtol * |b|; equal infinities are close, NaN only to NaN and only if asked for.</summary>
internal readonly record struct Close(double Rtol, double Atol, bool EqualNaN) : IPredicate
{
    public bool Apply<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (a == b || (EqualNaN && T.IsNaN(a) && T.IsNaN(b))) return true;
        var (left, right) = (Cast.To<T, double>(a), Cast.To<T, double>(b));
        var distance = Math.Abs(left - right);
        return double.IsFinite(distance) && distance <= Atol + Math.Abs(Rtol * right);
    }
}

internal readonly record struct And : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => Cast.To<long, T>(Cast.To<T, long>(a) & Cast.To<T, long>(b));
}

internal readonly record struct Or : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => Cast.To<long, T>(Cast.To<T, long>(a) | Cast.To<T, long>(b));
}

internal readonly record struct Xor : IBinaryOp
{
    public T Apply<T>(T a, T b) where T : unmanaged, INumber<T> => Cast.To<long, T>(Cast.To<T, long>(a) ^ Cast.To<T, long>(b));
}

internal readonly record struct Complement : IUnaryOp
{
    public T Apply<T>(T x) where T : unmanaged, INumber<T> => Cast.To<long, T>(~Cast.To<T, long>(x));
}
