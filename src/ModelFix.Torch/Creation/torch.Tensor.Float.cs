namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Create<float>([scalar], [], new(null, device, requires_grad, null));

    public static Tensor tensor(
        IList<float> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.ToArray(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        float[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.AsSpan(), [rawArray.LongLength], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        float[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.AsSpan(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<float> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.ToArray(), [rawArray.Count], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<float> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.ToArray(), [rows, columns], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<float> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.ToArray(), [dim0, dim1, dim2], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<float> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        float[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(Flatten<float>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        float[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(Flatten<float>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        float[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(Flatten<float>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Memory<float> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray.Span, dimensions, new(dtype, device, requires_grad, names));

    public static Tensor FloatTensor(Tensor t) => t.to_type(ScalarType.Float32);
}
