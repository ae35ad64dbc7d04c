using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>A convolution padded as TensorFlow does, for images of one size: the padding is computed when the layer is made.</summary>
public sealed class StaticSameConv2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly long stride;
    private readonly long before;
    private readonly long after;

    public StaticSameConv2d(long inChannels, long outChannels, long kernel, long stride, long imageSize) : base(nameof(StaticSameConv2d))
    {
        this.stride = stride;
        weight = Parameter(torch.randn(new long[] { outChannels, inChannels, kernel, kernel }) * 0.1);

        var output = (imageSize + stride - 1) / stride;
        var padding = Math.Max((output - 1) * stride + kernel - imageSize, 0);
        before = padding / 2;
        after = padding - before;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var padded = functional.pad(input, new long[] { before, after, before, after });
        return functional.conv2d(padded, weight, strides: new long[] { stride, stride });
    }
}
