using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>
/// In which dtype ONNX Runtime computes what it has no kernel for: a wider one, of whole numbers alone, in which nothing is lost, so that
/// casts before and after change no number.
/// </summary>
/// <remarks>
/// Held against ONNX Runtime 1.31.1 on the processor for the operators and dtypes of the tests; what it refuses besides is not written.
/// </remarks>
internal static class OnnxKernels
{
    /// <summary>The dtype to compute in, or null where there is a kernel for the one that is given.</summary>
    public static ElementType? Wider(string name, ElementType type) => name switch
    {
        "Add" or "Sub" or "Mul" or "Div" or "Mod" or "Max" or "Min" or "Pow" or "Greater" or "Less" or "GreaterOrEqual" or "LessOrEqual"
            or "CumSum" or "ReduceSum" or "ReduceProd" or "MatMul" =>
            Int32Of(type, ElementType.Byte, ElementType.Int8, ElementType.Int16, ElementType.Bool),
        "Neg" or "Equal" => Int32Of(type, ElementType.Byte, ElementType.Int8, ElementType.Int16),
        "ReduceMax" or "ReduceMin" or "ArgMax" or "ArgMin" or "Clip" => Int32Of(type, ElementType.Int16, ElementType.Bool),
        "Where" => Int32Of(type, ElementType.Int8, ElementType.Int16, ElementType.Bool),
        "Trilu" when type is ElementType.Int32 or ElementType.Int16 or ElementType.Int8 or ElementType.Byte => ElementType.Int64,
        "Pad" => Int32Of(type, ElementType.Int16),
        _ => null,
    };

    private static ElementType? Int32Of(ElementType type, params ElementType[] narrow) =>
        narrow.Contains(type) ? ElementType.Int32 : null;
}
