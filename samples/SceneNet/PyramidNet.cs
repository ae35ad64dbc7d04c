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
