namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(
        IList<Half> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.ToArray(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Half[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.AsSpan(), [rawArray.LongLength], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Half[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.AsSpan(), dimensions, new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<Half> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.ToArray(), [rawArray.Count], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<Half> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.ToArray(), [rows, columns], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<Half> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.ToArray(), [dim0, dim1, dim2], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        IList<Half> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Half[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(Flatten<Half>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Half[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(Flatten<Half>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Half[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(Flatten<Half>(rawArray), Lengths(rawArray), new(dtype, device, requires_grad, names));

    public static Tensor tensor(
        Memory<Half> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.Span, dimensions, new(dtype, device, requires_grad, names));
}
