namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(BFloat16 scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<BFloat16>([scalar], [], new(dtype, device, requires_grad, null));

    public static Tensor tensor(
        IList<BFloat16> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.ToArray(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        BFloat16[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.AsSpan(), [rawArray.LongLength], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        BFloat16[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.AsSpan(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<BFloat16> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.ToArray(), [rawArray.Count], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<BFloat16> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.ToArray(), [rows, columns], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<BFloat16> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.ToArray(), [dim0, dim1, dim2], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<BFloat16> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        BFloat16[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(Flatten<BFloat16>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        BFloat16[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(Flatten<BFloat16>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        BFloat16[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(Flatten<BFloat16>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Memory<BFloat16> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray.Span, dimensions, new(dtype, device, requires_grad, names));
}
