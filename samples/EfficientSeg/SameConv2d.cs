using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EfficientSeg;

/// <summary>A convolution padded as TensorFlow does: the output is the input divided by the stride, rounded up.</summary>
public sealed class SameConv2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly long kernel;
    private readonly long stride;
    private readonly long groups;

    public SameConv2d(long inChannels, long outChannels, long kernel, long stride, long groups = 1) : base(nameof(SameConv2d))
    {
        this.kernel = kernel;
        this.stride = stride;
        this.groups = groups;
        weight = Parameter(torch.randn(new long[] { outChannels, inChannels / groups, kernel, kernel }) * 0.1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var padH = Padding(x.shape[2]);
        var padW = Padding(x.shape[3]);
        if (padH > 0 || padW > 0)
            x = functional.pad(x, new long[] { padW / 2, padW - padW / 2, padH / 2, padH - padH / 2 });
        return functional.conv2d(x, weight, null, strides: new long[] { stride, stride }, groups: groups);
    }

    private long Padding(long size)
    {
        var output = (long)Math.Ceiling((double)size / stride);
        return Math.Max((output - 1) * stride + kernel - size, 0);
    }
}
