using System.Numerics;

namespace TorchSharp.Kernels;

/// <summary>The sizes and strides of a convolution, or of a transposed one, over three dimensions.</summary>
internal sealed record ConvolutionShape
{
    public required int Batch { get; init; }
    public required int Groups { get; init; }
    public required int InChannels { get; init; }
    public required int OutChannels { get; init; }
    public required Axes Input { get; init; }
    public required Axes Kernel { get; init; }
    public required Axes Output { get; init; }
    public required Axes Stride { get; init; }
    public required Axes Padding { get; init; }
    public required Axes Dilation { get; init; }

    public int InPerGroup => InChannels / Groups;

    public int OutPerGroup => OutChannels / Groups;
}

/// <summary>
/// Direct convolution. Every output is summed over input channels and then kernel taps, in ascending order and without the taps
/// that fall into the padding, so its bits do not depend on how much padding there is.
/// </summary>
internal sealed class ConvolutionKernel(ConvolutionShape shape, double[] input, double[] weight)
{
    private readonly double[] _output = new double[checked(shape.Batch * shape.OutChannels * shape.Output.Product)];

    public double[] Run()
    {
        Parallel.For(0, shape.Batch * shape.OutChannels, Plane);
        return _output;
    }

    private void Plane(int plane)
    {
        var batch = plane / shape.OutChannels;
        var outChannel = plane % shape.OutChannels;
        var firstInput = batch * shape.InChannels + outChannel / shape.OutPerGroup * shape.InPerGroup;
        for (var depth = 0; depth < shape.Output.Depth; depth++)
        {
            var slab = (plane * shape.Output.Depth + depth) * shape.Output.Height * shape.Output.Width;
            for (var channel = 0; channel < shape.InPerGroup; channel++)
                Slab(slab, depth, firstInput + channel, (outChannel * shape.InPerGroup + channel) * shape.Kernel.Product);
        }
    }

    private void Slab(int slab, int outDepth, int inPlane, int tap)
    {
        for (var kd = 0; kd < shape.Kernel.Depth; kd++)
        {
            var depth = outDepth * shape.Stride.Depth - shape.Padding.Depth + kd * shape.Dilation.Depth;
            if ((uint)depth >= (uint)shape.Input.Depth)
            {
                tap += shape.Kernel.Height * shape.Kernel.Width;
                continue;
            }
            var inSlab = (inPlane * shape.Input.Depth + depth) * shape.Input.Height * shape.Input.Width;
            for (var kh = 0; kh < shape.Kernel.Height; kh++)
            {
                for (var kw = 0; kw < shape.Kernel.Width; kw++) Rows(slab, inSlab, kh, kw, weight[tap++]);
            }
        }
    }

    private void Rows(int slab, int inSlab, int kh, int kw, double factor)
    {
        var shift = kw * shape.Dilation.Width - shape.Padding.Width;
        var stride = shape.Stride.Width;
        var first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        var last = Math.Min(shape.Output.Width - 1, FloorDivide(shape.Input.Width - 1 - shift, stride));
        if (last < first) return;
        for (var oh = 0; oh < shape.Output.Height; oh++)
        {
            var height = oh * shape.Stride.Height - shape.Padding.Height + kh * shape.Dilation.Height;
            if ((uint)height >= (uint)shape.Input.Height) continue;
            var target = _output.AsSpan(slab + oh * shape.Output.Width + first, last - first + 1);
            var source = input.AsSpan(inSlab + height * shape.Input.Width + first * stride + shift, (last - first) * stride + 1);
            MultiplyAdd(target, source, stride, factor);
        }
    }

    private static void MultiplyAdd(Span<double> target, ReadOnlySpan<double> source, int stride, double factor)
    {
        var i = 0;
        if (stride == 1)
        {
            for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                var sum = new Vector<double>(target[i..]) + factor * new Vector<double>(source[i..]);
                sum.CopyTo(target[i..]);
            }
        }
        for (; i < target.Length; i++) target[i] += factor * source[i * stride];
    }

    private static int FloorDivide(int value, int divisor) => value >= 0 ? value / divisor : -1;
}
