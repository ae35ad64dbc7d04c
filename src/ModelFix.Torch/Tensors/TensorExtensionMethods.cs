using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions of tensors of one element to C# numbers, and of C# arrays to tensors.</summary>
public static class TensorExtensionMethods
{
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);

    public static int ElementSize(this ScalarType type) => Elements.Size(type);

    public static Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false) =>
        from_array(doCopy ? (T[])rawArray.Clone() : rawArray, null, null, requires_grad).view(dimensions);

    public static Tensor ToTensor<T>(this T scalar, Device? device = null, bool requires_grad = false) where T : struct =>
        from_array(new[] { scalar }, null, device, requires_grad).view([]);

    public static Half ToHalf(this Tensor value) => Only<Half>(value);

    public static BFloat16 ToBFloat16(this Tensor value) => Only<BFloat16>(value);

    public static float ToSingle(this Tensor value) => Only<float>(value);

    public static double ToDouble(this Tensor value) => Only<double>(value);

    public static byte ToByte(this Tensor value) => Only<byte>(value);

    public static sbyte ToSByte(this Tensor value) => Only<sbyte>(value);

    public static short ToInt16(this Tensor value) => Only<short>(value);

    public static int ToInt32(this Tensor value) => Only<int>(value);

    public static long ToInt64(this Tensor value) => Only<long>(value);

    public static bool ToBoolean(this Tensor value) => Only<bool>(value);

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, static (a, b) => a * b);

    private static T Only<T>(Tensor value) where T : unmanaged => value.numel() == 1
        ? value.CopyData<T>()[0]
        : throw new ArgumentException("Only tensors of one element convert to a number, but the shape is " +
            $"{Errors.Shape(value.shape)}.", nameof(value));
}
