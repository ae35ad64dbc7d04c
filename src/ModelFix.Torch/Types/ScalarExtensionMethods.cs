namespace TorchSharp;

/// <summary>Conversions between C# numbers and <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static Scalar ToScalar(this Half value) => value;

    public static Scalar ToScalar(this BFloat16 value) => value;

    public static Scalar ToBFloat16Scalar(this float value) => new BFloat16(value);

    public static Half ToHalf(this Scalar value) => value.As<Half>();

    public static BFloat16 ToBFloat16(this Scalar value) => value.As<BFloat16>();

    public static float ToSingle(this Scalar value) => value.As<float>();

    public static double ToDouble(this Scalar value) => value.As<double>();

    public static byte ToByte(this Scalar value) => value.As<byte>();

    public static sbyte ToSByte(this Scalar value) => unchecked((sbyte)value.As<long>());

    public static short ToInt16(this Scalar value) => unchecked((short)value.As<long>());

    public static int ToInt32(this Scalar value) => value.As<int>();

    public static long ToInt64(this Scalar value) => value.As<long>();

    public static bool ToBoolean(this Scalar value) => value.Truth;
}
