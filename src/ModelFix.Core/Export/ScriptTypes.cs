using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>Dtypes as TorchScript's code and archives name them.</summary>
internal static class ScriptTypes
{
    /// <summary>The number of the dtype of indices.</summary>
    public static readonly long Int64 = Number(ElementType.Int64);

    /// <summary>The number that stands for a dtype in code: that of libtorch's ScalarType, and of TorchSharp's.</summary>
    public static long Number(ElementType type) =>
        Enumerable.Range(0, 16).Where(n => OnnxTypes.OfTorchSharp(n) == type && type is not ElementType.Unknown and not ElementType.Complex)
            .Select(n => (long?)n)
            .FirstOrDefault() ?? throw Unknown(type);

    /// <summary>The class of the storage that holds elements of a dtype in an archive.</summary>
    public static string Storage(ElementType type) => type switch
    {
        ElementType.Float32 => "FloatStorage",
        ElementType.Float64 => "DoubleStorage",
        ElementType.Float16 => "HalfStorage",
        ElementType.BFloat16 => "BFloat16Storage",
        ElementType.Byte => "ByteStorage",
        ElementType.Int8 => "CharStorage",
        ElementType.Int16 => "ShortStorage",
        ElementType.Int32 => "IntStorage",
        ElementType.Int64 => "LongStorage",
        ElementType.Bool => "BoolStorage",
        _ => throw Unknown(type),
    };

    private static ExportRefusal Unknown(ElementType type) =>
        new($"TorchScript models have no {type.ToString().ToLowerInvariant()} tensors here");
}
