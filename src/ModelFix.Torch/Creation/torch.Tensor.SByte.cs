namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Create<sbyte>([scalar], [], new(null, device, requires_grad, null));

    public static Tensor tensor(
        IList<sbyte> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.ToArray(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        sbyte[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.AsSpan(), [rawArray.LongLength], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        sbyte[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.AsSpan(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<sbyte> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.ToArray(), [rawArray.Count], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<sbyte> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.ToArray(), [rows, columns], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<sbyte> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.ToArray(), [dim0, dim1, dim2], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<sbyte> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        sbyte[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(Flatten<sbyte>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        sbyte[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(Flatten<sbyte>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        sbyte[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(Flatten<sbyte>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Memory<sbyte> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray.Span, dimensions, new(dtype, device, requires_grad, names));
}
