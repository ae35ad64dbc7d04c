namespace TorchSharp.Kernels;

/// <summary>
/// Transposed convolution. Every output is summed over input channels and then kernel taps, in ascending order, so its bits do not
/// depend on padding or output padding: less padding and a crop give the same values.
/// </summary>
internal sealed class TransposedConvolutionKernel(ConvolutionShape shape, double[] input, double[] weight)
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
        var group = outChannel / shape.OutPerGroup;
        for (var channel = 0; channel < shape.InPerGroup; channel++)
        {
            var inChannel = group * shape.InPerGroup + channel;
            var tap = (inChannel * shape.OutPerGroup + outChannel % shape.OutPerGroup) * shape.Kernel.Product;
            Channel(plane, batch * shape.InChannels + inChannel, tap);
        }
    }

    private void Channel(int outPlane, int inPlane, int tap)
    {
        for (var kd = 0; kd < shape.Kernel.Depth; kd++)
        {
            for (var kh = 0; kh < shape.Kernel.Height; kh++)
            {
                for (var kw = 0; kw < shape.Kernel.Width; kw++) Tap(outPlane, inPlane, new Axes(kd, kh, kw), weight[tap++]);
            }
        }
    }

    private void Tap(int outPlane, int inPlane, Axes at, double factor)
    {
        for (var id = 0; id < shape.Input.Depth; id++)
        {
            var depth = id * shape.Stride.Depth - shape.Padding.Depth + at.Depth * shape.Dilation.Depth;
            if ((uint)depth >= (uint)shape.Output.Depth) continue;
            for (var ih = 0; ih < shape.Input.Height; ih++)
            {
                var height = ih * shape.Stride.Height - shape.Padding.Height + at.Height * shape.Dilation.Height;
                if ((uint)height >= (uint)shape.Output.Height) continue;
                var source = ((inPlane * shape.Input.Depth + id) * shape.Input.Height + ih) * shape.Input.Width;
                var target = ((outPlane * shape.Output.Depth + depth) * shape.Output.Height + height) * shape.Output.Width;
                Row(source, target, at.Width * shape.Dilation.Width - shape.Padding.Width, factor);
            }
        }
    }

    private void Row(int source, int target, int shift, double factor)
    {
        for (var iw = 0; iw < shape.Input.Width; iw++)
        {
            var width = iw * shape.Stride.Width + shift;
            if ((uint)width < (uint)shape.Output.Width) _output[target + width] += factor * input[source + iw];
        }
    }
}
