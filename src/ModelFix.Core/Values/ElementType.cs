namespace ModelFix.Core.Values;

/// <summary>What is known of a tensor's dtype.</summary>
internal enum ElementType
{
    Unknown,

    /// <summary>Some floating-point type; which one is not known.</summary>
    Floating,
    Float16,
    BFloat16,
    Float32,
    Float64,
    Byte,
    Int8,
    Int16,
    Int32,
    Int64,
    Bool,
    Complex,
}

internal static class ElementTypes
{
    public static bool IsFloating(this ElementType type) =>
        type is ElementType.Floating or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

    public static bool IsInteger(this ElementType type) =>
        type is ElementType.Byte or ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;

    /// <summary>The dtype where both agree, "some floating-point type" where both are floating, else unknown.</summary>
    public static ElementType Join(ElementType left, ElementType right)
    {
        if (left == right) return left;
        return left.IsFloating() && right.IsFloating() ? ElementType.Floating : ElementType.Unknown;
    }

    /// <summary>The dtype of that name in C#, TorchSharp or PyTorch.</summary>
    public static ElementType Named(string name) => name.ToLowerInvariant() switch
    {
        "float16" or "half" => ElementType.Float16,
        "bfloat16" => ElementType.BFloat16,
        "float32" or "float" => ElementType.Float32,
        "float64" or "double" => ElementType.Float64,
        "uint8" or "byte" => ElementType.Byte,
        "int8" => ElementType.Int8,
        "int16" or "short" => ElementType.Int16,
        "int32" or "int" => ElementType.Int32,
        "int64" or "long" => ElementType.Int64,
        "bool" => ElementType.Bool,
        _ => ElementType.Unknown,
    };
}
