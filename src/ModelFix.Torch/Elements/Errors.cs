using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The exceptions a user of TorchSharp meets, in PyTorch's wording where it has one.</summary>
internal static class Errors
{
    /// <summary>What libtorch would have thrown.</summary>
    public static ExternalException Torch(string message) => new(message);

    public static NotSupportedException NotImplemented(string op, ScalarType dtype) =>
        new($"\"{op}\" not implemented for '{Name(dtype)}' in ModelFix.Torch, which computes on the CPU with floating-point, " +
            "integer and Bool tensors.");

    public static string Shape(ReadOnlySpan<long> shape) => "[" + string.Join(", ", shape.ToArray()) + "]";

    /// <summary>The dtype's name in PyTorch's messages.</summary>
    public static string Name(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => "Float",
        ScalarType.Float64 => "Double",
        ScalarType.Int64 => "Long",
        ScalarType.Int32 => "Int",
        ScalarType.Int16 => "Short",
        ScalarType.Int8 => "Char",
        ScalarType.Float16 => "Half",
        _ => dtype.ToString(),
    };
}
