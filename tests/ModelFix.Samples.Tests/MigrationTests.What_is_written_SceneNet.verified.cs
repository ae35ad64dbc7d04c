// before
// ==== PyramidNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneNet;

/// <summary>Scene parsing with a pyramid pooling module over an eight times smaller feature map.</summary>
public sealed class PyramidNet : Module<Tensor, Tensor>
{
    private const int Classes = 10;

    private readonly Sequential backbone;
    private readonly PyramidPooling pyramid;
    private readonly Sequential head;
    private readonly AdaptiveMaxPool2d peaks;
    private readonly Conv2d presence;

    public PyramidNet() : base(nameof(PyramidNet))
    {
        backbone = Sequential(
            Conv2d(3, 16, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(16), ReLU(),
            Conv2d(16, 32, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(32), ReLU(),
            Conv2d(32, 32, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(32), ReLU());
        pyramid = new PyramidPooling(32, 8);
        head = Sequential(
            Conv2d(64, 32, 3, padding: 1, bias: false),
            BatchNorm2d(32),
            ReLU(),
            Dropout2d(0.1),
            Conv2d(32, Classes, 1));
        peaks = AdaptiveMaxPool2d(new long[] { 1, 1 });
        presence = Conv2d(32, Classes, 1);
        RegisterComponents();
    }

    /// <param name="image">[N, 3, 96, 96]</param>
    /// <returns>Logits per class and pixel, [N, 10, 96, 96].</returns>
    public override Tensor forward(Tensor image)
    {
        var features = backbone.call(image);
        var logits = head.call(pyramid.call(features));

        // Which classes are there at all: the strongest response of each feature decides.
        var present = presence.call(peaks.call(features)).sigmoid();
        logits = logits * present;
        return functional.interpolate(logits, size: image.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}

// ==== PyramidPooling.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneNet;

/// <summary>Means over 1, 2, 3 and 6 bins a side, reduced, brought back to the size of the input and stacked onto it.</summary>
public sealed class PyramidPooling : Module<Tensor, Tensor>
{
    private readonly AdaptiveAvgPool2d pool1;
    private readonly AdaptiveAvgPool2d pool2;
    private readonly AdaptiveAvgPool2d pool3;
    private readonly AdaptiveAvgPool2d pool6;
    private readonly Conv2d reduce1;
    private readonly Conv2d reduce2;
    private readonly Conv2d reduce3;
    private readonly Conv2d reduce6;

    public PyramidPooling(long channels, long reduced) : base(nameof(PyramidPooling))
    {
        pool1 = AdaptiveAvgPool2d(1);
        pool2 = AdaptiveAvgPool2d(2);
        pool3 = AdaptiveAvgPool2d((3, 3));
        pool6 = AdaptiveAvgPool2d(new long[] { 6, 6 });
        reduce1 = Conv2d(channels, reduced, 1);
        reduce2 = Conv2d(channels, reduced, 1);
        reduce3 = Conv2d(channels, reduced, 1);
        reduce6 = Conv2d(channels, reduced, 1);
        RegisterComponents();
    }

    /// <param name="x">[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var b1 = Upsampled(functional.relu(reduce1.call(pool1.call(x))), x);
        var b2 = Upsampled(functional.relu(reduce2.call(pool2.call(x))), x);
        var b3 = Upsampled(functional.relu(reduce3.call(pool3.call(x))), x);
        var b6 = Upsampled(functional.relu(reduce6.call(pool6.call(x))), x);
        return torch.cat(new[] { x, b1, b2, b3, b6 }, 1);
    }

    private static Tensor Upsampled(Tensor bins, Tensor like) =>
        functional.interpolate(bins, size: like.shape[2..], mode: InterpolationMode.Bilinear, align_corners: true);
}

// after
// ==== PyramidNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneNet;

/// <summary>Scene parsing with a pyramid pooling module over an eight times smaller feature map.</summary>
public sealed class PyramidNet : Module<Tensor, Tensor>
{
    private const int Classes = 10;

    private readonly Sequential backbone;
    private readonly PyramidPooling pyramid;
    private readonly Sequential head;
    private readonly Conv2d presence;

    public PyramidNet() : base(nameof(PyramidNet))
    {
        backbone = Sequential(
            Conv2d(3, 16, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(16), ReLU(),
            Conv2d(16, 32, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(32), ReLU(),
            Conv2d(32, 32, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(32), ReLU());
        pyramid = new PyramidPooling(32, 8);
        head = Sequential(
            Conv2d(64, 32, 3, padding: 1, bias: false),
            BatchNorm2d(32),
            ReLU(),
            Dropout2d(0.1),
            Conv2d(32, Classes, 1));
        presence = Conv2d(32, Classes, 1);
        RegisterComponents();
    }

    /// <param name="image">[N, 3, 96, 96]</param>
    /// <returns>Logits per class and pixel, [N, 10, 96, 96].</returns>
    public override Tensor forward(Tensor image)
    {
        var features = backbone.call(image);
        var logits = head.call(pyramid.call(features));

        // Which classes are there at all: the strongest response of each feature decides.
        var present = presence.call(features.amax(new long[] { 2, 3 }, true)).sigmoid();
        logits = logits * present;
        return functional.interpolate(logits, scale_factor: new double[] { 8, 8 }, mode: InterpolationMode.Bilinear, align_corners: false);
    }
}

// ==== PyramidPooling.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneNet;

/// <summary>Means over 1, 2, 3 and 6 bins a side, reduced, brought back to the size of the input and stacked onto it.</summary>
public sealed class PyramidPooling : Module<Tensor, Tensor>
{
    private readonly AvgPool2d pool2;
    private readonly AvgPool2d pool3;
    private readonly AvgPool2d pool6;
    private readonly Conv2d reduce1;
    private readonly Conv2d reduce2;
    private readonly Conv2d reduce3;
    private readonly Conv2d reduce6;

    public PyramidPooling(long channels, long reduced) : base(nameof(PyramidPooling))
    {
        pool2 = AvgPool2d(6, 6, count_include_pad: false);
        pool3 = AvgPool2d(4, 4, count_include_pad: false);
        pool6 = AvgPool2d(2, 2, count_include_pad: false);
        reduce1 = Conv2d(channels, reduced, 1);
        reduce2 = Conv2d(channels, reduced, 1);
        reduce3 = Conv2d(channels, reduced, 1);
        reduce6 = Conv2d(channels, reduced, 1);
        RegisterComponents();
    }

    /// <param name="x">[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var b1 = Upsampled(functional.relu(reduce1.call(x.mean(new long[] { 2, 3 }, true))), x);
        var b2 = Upsampled(functional.relu(reduce2.call(pool2.call(x))), x);
        var b3 = Upsampled(functional.relu(reduce3.call(pool3.call(x))), x);
        var b6 = Upsampled(functional.relu(reduce6.call(pool6.call(x))), x);
        return torch.cat(new[] { x, b1, b2, b3, b6 }, 1);
    }

    private static Tensor Upsampled(Tensor bins, Tensor like) =>
        functional.interpolate(bins, size: new long[] { 12, 12 }, mode: InterpolationMode.Bilinear, align_corners: true);
}
