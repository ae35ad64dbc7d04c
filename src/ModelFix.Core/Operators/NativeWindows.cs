using System.Collections.Immutable;
using ModelFix.Core.Export;

namespace ModelFix.Core.Operators;

/// <summary>Windows of images as columns, and columns as windows that are added up.</summary>
internal static class NativeWindows
{
    /// <summary>The rows of all windows are gathered, then their columns: [N, C, kernel, windows, kernel, windows].</summary>
    public static GraphValue Unfold(ExportCall call)
    {
        var (write, input, window) = (call.Write, call.First, Window.Of(call));
        if (window.Padding.Any(p => p != 0))
        {
            long[] pads = [0, 0, .. window.Padding];
            input = write.Node("Pad", [input, write.Graph.Integers(pads.Concat(pads)), write.Like(input, 0)]);
        }

        var rows = write.Node("Gather", [input, window.Places(write, 0, call.First.Shape[2])], ("axis", 2L));
        var all = write.Node("Gather", [rows, window.Places(write, 1, call.First.Shape[3])], ("axis", 4L));
        return write.Reshape(write.Transpose(all, [0, 1, 2, 4, 3, 5]), call.Result.Shape);
    }

    /// <summary>A transposed convolution with a kernel that puts each row of a column to its place in the window.</summary>
    public static GraphValue Fold(ExportCall call)
    {
        var (write, input, window) = (call.Write, call.First, Window.Of(call));
        var channels = call.Result.Shape[1];
        if (!channels.IsConstant) throw call.Refuse("how many channels there are depends on the inputs' sizes");
        var output = call.Result.Shape.Skip(2).ToArray();
        var counts = Enumerable.Range(0, 2).Select(i => window.Count(i, output[i])).ToArray();
        var left = Enumerable.Range(0, 2).Select(i => output[i] - (counts[i] - 1) * window.Stride[i] - window.Extent(i)
            + 2 * window.Padding[i]).ToArray();
        if (left.Any(l => !l.IsConstant)) throw call.Refuse("the windows reach the end at some of the inputs' sizes, and not at others");
        var columns = write.Reshape(input, ImmutableArray.Create(input.Shape[0], input.Shape[1], counts[0], counts[1]));
        return write.Node(
            "ConvTranspose",
            [columns, Kernel(call, channels.First, window)],
            ("group", channels.First),
            ("kernel_shape", window.Kernel),
            ("strides", window.Stride),
            ("dilations", window.Dilation),
            ("pads", window.Padding.Concat(window.Padding).ToArray()),
            ("output_padding", left.Select(l => l.First).ToArray()));
    }

    /// <summary>For each channel and each place in the window a 1 at that place.</summary>
    private static GraphValue Kernel(ExportCall call, long channels, Window window)
    {
        var places = window.Kernel[0] * window.Kernel[1];
        var elements = Enumerable.Range(0, (int)(channels * places))
            .SelectMany(row => Enumerable.Range(0, (int)places)
                .SelectMany(at => OnnxTypes.Bytes(row % places == at ? 1 : 0, call.First.Type)));
        return call.Write.Graph.Constant(new TensorData(
            call.First.Type, [channels * places, 1, window.Kernel[0], window.Kernel[1]], elements.ToArray()));
    }

    private sealed record Window(long[] Kernel, long[] Stride, long[] Padding, long[] Dilation)
    {
        public static Window Of(ExportCall call) => new(
            [call.Integer("kernel1"), call.Integer("kernel2")],
            // TorchSharp names the second one without its number.
            [call.Integer("stride1"), call.Integer(call.HasParameter("stride2") ? "stride2" : "stride")],
            [call.Integer("pad1"), call.Integer("pad2")],
            [call.Integer("dil1"), call.Integer("dil2")]);

        /// <summary>How many elements lie between the first and the last of a window, both included.</summary>
        public long Extent(int dim) => Dilation[dim] * (Kernel[dim] - 1) + 1;

        /// <summary>How many windows there are along a dim of an image.</summary>
        public Size Count(int dim, Size size) => size.Select(s => (s + 2 * Padding[dim] - Extent(dim)) / Stride[dim] + 1);

        /// <summary>[kernel, windows]: the position of each element of each window.</summary>
        public GraphValue Places(GraphWriter write, int dim, Size size) =>
            WindowsView.Places(write, Kernel[dim], Dilation[dim], Count(dim, size), Stride[dim]);
    }
}
