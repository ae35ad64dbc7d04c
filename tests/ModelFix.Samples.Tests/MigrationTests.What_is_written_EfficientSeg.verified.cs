// before
// ==== InvertedResidual.cs
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

// ==== SegmentationNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EfficientSeg;

/// <summary>An EfficientNet-like encoder with "same" convolutions and swish, and a decoder with one skip connection.</summary>
public sealed class SegmentationNet : Module<Tensor, Tensor>
{
    private readonly SameConv2d stem;
    private readonly BatchNorm2d stemNorm;
    private readonly InvertedResidual block1;
    private readonly InvertedResidual block2;
    private readonly Conv2d lateral;
    private readonly Conv2d classify;

    public SegmentationNet(int classes = 5) : base(nameof(SegmentationNet))
    {
        stem = new SameConv2d(3, 16, 3, 2);
        stemNorm = BatchNorm2d(16, eps: 1e-3);
        block1 = new InvertedResidual(16, 24, 2);
        block2 = new InvertedResidual(24, 32, 2);
        lateral = Conv2d(24, 32, 1);
        classify = Conv2d(32, classes, 1);
        RegisterComponents();
    }

    /// <param name="x">[N, 3, 64, 64]</param>
    /// <returns>Probability of each class at each pixel, [N, 5, 64, 64].</returns>
    public override Tensor forward(Tensor x)
    {
        var (h, w) = (x.shape[2], x.shape[3]);
        var y = Swish.apply(stemNorm.call(stem.call(x)));
        var skip = block1.call(y);
        y = block2.call(skip);

        // Half the size of the skip connection, rounded up, brought back by interpolation.
        var scale = skip.shape[2] / y.shape[2];
        y = functional.interpolate(y, scale_factor: new double[] { scale, scale }, mode: InterpolationMode.Nearest);
        y = y + lateral.call(skip);
        y = functional.interpolate(classify.call(y), size: new long[] { h, w }, mode: InterpolationMode.Bilinear, align_corners: false);

        // Softmax over the classes on a flattened map, then back to an image.
        var (b, c) = (y.shape[0], y.shape[1]);
        var flat = y.view(b, c, h * w).softmax(1);
        return flat.view(b, c, h, w).clamp(min: 1e-6);
    }
}

// after
// ==== InvertedResidual.cs
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
    private readonly Conv2d reduce;
    private readonly Conv2d restore;
    private readonly Conv2d project;

    public InvertedResidual(long inChannels, long outChannels, long stride) : base(nameof(InvertedResidual))
    {
        var hidden = inChannels * 4;
        expand = Conv2d(inChannels, hidden, 1, bias: false);
        depthwise = new SameConv2d(hidden, hidden, 3, stride, groups: hidden);
        norm = BatchNorm2d(hidden);
        reduce = Conv2d(hidden, inChannels, 1);
        restore = Conv2d(inChannels, hidden, 1);
        project = Conv2d(hidden, outChannels, 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = Swish.apply(expand.call(x));
        y = Swish.apply(norm.call(depthwise.call(y)));
        var gate = restore.call(Swish.apply(reduce.call(y.mean(new long[] { 2, 3 }, true))));
        return project.call(gate.sigmoid() * y);
    }
}

// ==== SegmentationNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EfficientSeg;

/// <summary>An EfficientNet-like encoder with "same" convolutions and swish, and a decoder with one skip connection.</summary>
public sealed class SegmentationNet : Module<Tensor, Tensor>
{
    private readonly SameConv2d stem;
    private readonly BatchNorm2d stemNorm;
    private readonly InvertedResidual block1;
    private readonly InvertedResidual block2;
    private readonly Conv2d lateral;
    private readonly Conv2d classify;

    public SegmentationNet(int classes = 5) : base(nameof(SegmentationNet))
    {
        stem = new SameConv2d(3, 16, 3, 2);
        stemNorm = BatchNorm2d(16, eps: 1e-3);
        block1 = new InvertedResidual(16, 24, 2);
        block2 = new InvertedResidual(24, 32, 2);
        lateral = Conv2d(24, 32, 1);
        classify = Conv2d(32, classes, 1);
        RegisterComponents();
    }

    /// <param name="x">[N, 3, 64, 64]</param>
    /// <returns>Probability of each class at each pixel, [N, 5, 64, 64].</returns>
    public override Tensor forward(Tensor x)
    {
        var (h, w) = (x.shape[2], x.shape[3]);
        var y = Swish.apply(stemNorm.call(stem.call(x)));
        var skip = block1.call(y);
        y = block2.call(skip);

        // Half the size of the skip connection, rounded up, brought back by interpolation.
        var scale = skip.shape[2] / y.shape[2];
        y = functional.interpolate(y, scale_factor: new double[] { scale, scale }, mode: InterpolationMode.Nearest);
        y = y + lateral.call(skip);
        y = functional.interpolate(classify.call(y), scale_factor: new double[] { 4, 4 }, mode: InterpolationMode.Bilinear, align_corners: false);

        // Softmax over the classes on a flattened map, then back to an image.
        var (b, c) = (y.shape[0], y.shape[1]);
        var flat = y.reshape(-1, 5, 4096).softmax(1);
        return flat.reshape(-1, 5, 64, 64).clamp(min: 1e-6, max: double.PositiveInfinity);
    }
}
