namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Create<short>([scalar], [], new(null, device, requires_grad, null));

    public static Tensor tensor(
        IList<short> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.ToArray(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        short[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.AsSpan(), [rawArray.LongLength], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        short[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.AsSpan(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<short> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.ToArray(), [rawArray.Count], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<short> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.ToArray(), [rows, columns], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<short> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.ToArray(), [dim0, dim1, dim2], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<short> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        short[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(Flatten<short>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        short[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(Flatten<short>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        short[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(Flatten<short>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Memory<short> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray.Span, dimensions, new(dtype, device, requires_grad, names));
}
