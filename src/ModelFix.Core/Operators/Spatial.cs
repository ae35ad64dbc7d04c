using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>
/// Output sizes of convolutions and pools, after torch.nn.Conv2d, ConvTranspose2d and MaxPool2d of the PyTorch documentation.
/// Layers take batched and unbatched input, so an unknown rank stays unknown and only the trailing dims are said.
/// </summary>
internal static class Spatial
{
    /// <summary>A list of n entries from n or one; null where an entry is not known.</summary>
    public static ImmutableArray<Dim>? Repeated(ImmutableArray<Dim>? dims, int n) => dims switch
    {
        { Length: 1 } one => Enumerable.Repeat(one[0], n).ToImmutableArray(),
        { } all when all.Length == n => all,
        _ => null,
    };

    /// <summary>
    /// A shape with a new channel dim (null: the old one) and new spatial dims; <paramref name="size"/> gets n for the first, 1 for the
    /// last.
    /// </summary>
    public static TensorShape Trailing(TensorShape input, int n, Dim? channels, Func<int, Dim> size)
    {
        var spatial = Enumerable.Range(1, n).Reverse().Select(size);
        var dims = (channels ?? input[-n - 1]) is { } c ? spatial.Prepend(c).ToImmutableArray() : spatial.ToImmutableArray();
        if (input.Rank == n + 2) return TensorShape.Of(dims.Insert(0, input.Dims[0]));
        return input.Rank == n + 1 ? TensorShape.Of(dims) : new TensorShape(HasLeading: true, dims);
    }

    public static TensorShape Convolved(
        TensorShape input,
        int n,
        Func<string, int, ImmutableArray<Dim>?> spread,
        Dim channels,
        IReadOnlyList<Dim> kernel,
        ValueId id)
    {
        var (stride, padding, dilation) = (spread("stride", n), spread("padding", n), spread("dilation", n));
        return Trailing(input, n, channels, i => Known(i) ?? id.NewSize(-i));

        Dim? Known(int i)
        {
            if (input[-i] is not { } size || stride is null || padding is null || dilation is null) return null;
            var at = n - i;
            return (size
                + Dim.Of(2) * padding.Value[at] - dilation.Value[at] * (kernel[at] - Dim.One) - Dim.One).FloorDivide(stride.Value[at])
                + Dim.One;
        }
    }

    /// <summary>Convolved with Padding.Same, which keeps sizes and is only allowed with a stride of 1.</summary>
    public static TensorShape Same(
        TensorShape input,
        int n,
        Dim channels,
        ValueId id) => Trailing(input, n, channels, i => input[-i] ?? id.NewSize(-i));

    /// <summary>A pool's output; ceil_mode is only followed for constants.</summary>
    public static TensorShape Pooled(TensorShape input, int n, Func<string, int, ImmutableArray<Dim>?> spread, ValueId id, bool isAverage)
    {
        var (kernel, padding) = (spread("kernel_size", n), spread("padding", n));
        var stride = spread("stride", n) ?? kernel;
        var dilation = isAverage ? Repeated(ImmutableArray.Create(Dim.One), n) : spread("dilation", n);
        var ceil = spread("ceil_mode", 1)?[0].Constant;
        return Trailing(input, n, null, i => Known(i) ?? id.NewSize(-i));

        Dim? Known(int i)
        {
            if (input[-i] is not { } size || kernel is null || stride is null || padding is null || dilation is null || ceil is null)
                return null;
            var at = n - i;
            if (ceil == 1) return Ceiled(size, kernel.Value[at], stride.Value[at], padding.Value[at], dilation.Value[at]);
            return (size
                + Dim.Of(2) * padding.Value[at] - dilation.Value[at] * (kernel.Value[at] - Dim.One) - Dim.One).FloorDivide(stride.Value[at])
                + Dim.One;
        }
    }

    /// <summary>Rounded up, but a last window must start inside the input or its left padding.</summary>
    private static Dim? Ceiled(Dim size, Dim kernel, Dim stride, Dim padding, Dim dilation)
    {
        if (size.Constant is not { } n || stride.Constant is not (> 0 and var s)) return null;
        var last = size + Dim.Of(2) * padding - dilation * (kernel - Dim.One) - Dim.One;
        if ((last + Dim.Of(s - 1)).FloorDivide(stride).Constant is not (>= 0 and var beyond)) return null;
        return Dim.Of(beyond) * stride - padding is { Constant: { } start } ? Dim.Of(start >= n ? beyond : beyond + 1) : null;
    }

    public static TensorShape Transposed(
        TensorShape input,
        int n,
        Func<string, int, ImmutableArray<Dim>?> spread,
        Dim? channels,
        ValueId id)
    {
        var (kernel, stride, padding, dilation) = (spread("kernel_size", n),
            spread("stride", n),
            spread("padding", n),
            spread("dilation", n));
        // TorchSharp takes only the first element of a tuple output_padding.
        var extra = spread("output_padding", n)?[0];
        return Trailing(input, n, channels ?? id.NewSize(-n - 1), i => Known(i) ?? id.NewSize(-i));

        Dim? Known(int i)
        {
            if (input[-i] is not { } size || kernel is null || stride is null || padding is null || dilation is null || extra is null)
                return null;
            var at = n - i;
            return (size - Dim.One) * stride.Value[at] - Dim.Of(2) * padding.Value[at]
                + dilation.Value[at] * (kernel.Value[at] - Dim.One)
                + extra
                + Dim.One;
        }
    }
}
