using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EfficientSeg;

/// <summary>Expansion, depthwise "same" convolution, squeeze-and-excitation and projection.</summary>
public sealed class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly Conv2d expand;
    private readonly SameConv2d depthwise;
    private readonly BatchNorm2d norm;
    private readonly AdaptiveAvgPool2d pool;
    private readonly Conv2d reduce;
    private readonly Conv2d restore;
    private readonly Conv2d project;

    public InvertedResidual(long inChannels, long outChannels, long stride) : base(nameof(InvertedResidual))
    {
        var hidden = inChannels * 4;
        expand = Conv2d(inChannels, hidden, 1, bias: false);
        depthwise = new SameConv2d(hidden, hidden, 3, stride, groups: hidden);
        norm = BatchNorm2d(hidden);
        pool = AdaptiveAvgPool2d(1);
        reduce = Conv2d(hidden, inChannels, 1);
        restore = Conv2d(inChannels, hidden, 1);
        project = Conv2d(hidden, outChannels, 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = Swish.apply(expand.call(x));
        y = Swish.apply(norm.call(depthwise.call(y)));
        var gate = restore.call(Swish.apply(reduce.call(pool.call(y))));
        return project.call(gate.sigmoid() * y);
    }
}
