using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>
/// Conversion of one element, as PyTorch converts on x64: to floating point with one rounding, to integers by truncation, to bool by "is
/// not zero".
/// </summary>
internal static class Cast
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTo To<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged
    {
        if (typeof(TFrom) == typeof(TTo)) return As<TFrom, TTo>(value);
        if (typeof(TFrom) == typeof(float)) return FromReal<TTo>(As<TFrom, float>(value));
        if (typeof(TFrom) == typeof(double)) return FromReal<TTo>(As<TFrom, double>(value));
        if (typeof(TFrom) == typeof(long)) return FromInteger<TTo>(As<TFrom, long>(value));
        if (typeof(TFrom) == typeof(int)) return FromInteger<TTo>(As<TFrom, int>(value));
        if (typeof(TFrom) == typeof(byte)) return FromInteger<TTo>(As<TFrom, byte>(value));
        if (typeof(TFrom) == typeof(bool)) return FromInteger<TTo>(As<TFrom, bool>(value) ? 1 : 0);
        if (typeof(TFrom) == typeof(short)) return FromInteger<TTo>(As<TFrom, short>(value));
        if (typeof(TFrom) == typeof(sbyte)) return FromInteger<TTo>(As<TFrom, sbyte>(value));
        if (typeof(TFrom) == typeof(Half)) return FromReal<TTo>((float)As<TFrom, Half>(value));
        if (typeof(TFrom) == typeof(BFloat16)) return FromReal<TTo>(As<TFrom, BFloat16>(value).ToSingle());
        throw new NotSupportedException($"Elements of type {typeof(TFrom)} are not supported.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromReal<TTo>(double value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(float)) return As<float, TTo>((float)value);
        if (typeof(TTo) == typeof(double)) return As<double, TTo>(value);
        if (typeof(TTo) == typeof(long)) return As<long, TTo>(Truncate64(value));
        if (typeof(TTo) == typeof(int)) return As<int, TTo>(Truncate32(value));
        if (typeof(TTo) == typeof(byte)) return As<byte, TTo>(unchecked((byte)Truncate32(value)));
        if (typeof(TTo) == typeof(bool)) return As<bool, TTo>(value != 0);
        if (typeof(TTo) == typeof(short)) return As<short, TTo>(unchecked((short)Truncate32(value)));
        if (typeof(TTo) == typeof(sbyte)) return As<sbyte, TTo>(unchecked((sbyte)Truncate32(value)));
        return FromSingle<TTo>((float)value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromInteger<TTo>(long value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(float)) return As<float, TTo>((float)value);
        if (typeof(TTo) == typeof(double)) return As<double, TTo>((double)value);
        if (typeof(TTo) == typeof(long)) return As<long, TTo>(value);
        if (typeof(TTo) == typeof(int)) return As<int, TTo>(unchecked((int)value));
        if (typeof(TTo) == typeof(byte)) return As<byte, TTo>(unchecked((byte)value));
        if (typeof(TTo) == typeof(bool)) return As<bool, TTo>(value != 0);
        if (typeof(TTo) == typeof(short)) return As<short, TTo>(unchecked((short)value));
        if (typeof(TTo) == typeof(sbyte)) return As<sbyte, TTo>(unchecked((sbyte)value));
        return FromSingle<TTo>((float)value);
    }

    // PyTorch goes through float32 too: a double is rounded twice on its way to 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromSingle<TTo>(float value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(Half)) return As<Half, TTo>((Half)value);
        if (typeof(TTo) == typeof(BFloat16)) return As<BFloat16, TTo>(new BFloat16(value));
        throw new NotSupportedException($"Elements of type {typeof(TTo)} are not supported.");
    }

    // What the processor's own instruction gives out of range; .NET saturates instead.
    private static long Truncate64(double value) =>
        value >= -9223372036854775808.0 && value < 9223372036854775808.0 ? (long)value : long.MinValue;

    private static int Truncate32(double value) =>
        value > -2147483649.0 && value < 2147483648.0 ? (int)value : int.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo As<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged =>
        Unsafe.As<TFrom, TTo>(ref value);
}
