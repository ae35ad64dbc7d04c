using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>Dtypes as TorchSharp and ONNX number them.</summary>
internal static class OnnxTypes
{
    /// <summary>The dtype with that number in TorchSharp's ScalarType.</summary>
    public static ElementType OfTorchSharp(int number) => number switch
    {
        0 => ElementType.Byte,
        1 => ElementType.Int8,
        2 => ElementType.Int16,
        3 => ElementType.Int32,
        4 => ElementType.Int64,
        5 => ElementType.Float16,
        6 => ElementType.Float32,
        7 => ElementType.Float64,
        8 or 9 or 10 => ElementType.Complex,
        11 => ElementType.Bool,
        15 => ElementType.BFloat16,
        _ => ElementType.Unknown,
    };

    /// <summary>The number in onnx.TensorProto.DataType.</summary>
    public static long Number(ElementType type) => type switch
    {
        ElementType.Float32 => 1,
        ElementType.Byte => 2,
        ElementType.Int8 => 3,
        ElementType.Int16 => 5,
        ElementType.Int32 => 6,
        ElementType.Int64 => 7,
        ElementType.Bool => 9,
        ElementType.Float16 => 10,
        ElementType.Float64 => 11,
        ElementType.BFloat16 => 16,
        _ => throw new ExportRefusal($"ONNX models have no {type.ToString().ToLowerInvariant()} tensors here"),
    };

    /// <summary>The dtype with that number in onnx.TensorProto.DataType.</summary>
    public static ElementType OfNumber(int number) => Enumerable.Range(0, 16).Select(OfTorchSharp)
        .Where(t => t is not ElementType.Unknown and not ElementType.Complex)
        .First(t => Number(t) == number);

    /// <summary>A number as an element.</summary>
    public static byte[] Bytes(double value, ElementType type) => type switch
    {
        // libtorch makes a half of a double by way of a float.
        ElementType.Float16 => BitConverter.GetBytes(HalfBits.Of((float)value)),
        ElementType.Float32 => BitConverter.GetBytes((float)value),
        ElementType.Float64 => BitConverter.GetBytes(value),
        ElementType.Byte => [(byte)value],
        ElementType.Int8 => [unchecked((byte)(sbyte)value)],
        ElementType.Int16 => BitConverter.GetBytes((short)value),
        ElementType.Int32 => BitConverter.GetBytes((int)value),
        ElementType.Int64 => BitConverter.GetBytes((long)value),
        ElementType.Bool => [(byte)(value != 0 ? 1 : 0)],
        _ => throw new ExportRefusal($"a number is computed with in {type.ToString().ToLowerInvariant()}, which is not exported"),
    };
}
