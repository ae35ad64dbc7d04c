using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Scene parsing on an eighth of the resolution: windowed attention, rows read by an LSTM, pyramid pooling.</summary>
public sealed class SceneParser : Module<Tensor, (Tensor, Tensor)>
{
    private readonly Sequential backbone;
    private readonly WindowAttention attention;
    private readonly RowContext rows;
    private readonly PyramidPooling pyramid;
    private readonly Sequential smooth;
    private readonly Conv2d classify;

    public SceneParser(int classes = 8) : base(nameof(SceneParser))
    {
        backbone = Sequential(
            new StaticSameConv2d(3, 16, 3, stride: 2, imageSize: 96), BatchNorm2d(16), ReLU(),
            new StaticSameConv2d(16, 32, 3, stride: 2, imageSize: 48), BatchNorm2d(32), ReLU(),
            new StaticSameConv2d(32, 32, 3, stride: 2, imageSize: 24), BatchNorm2d(32), ReLU());
        attention = new WindowAttention();
        rows = new RowContext();
        pyramid = new PyramidPooling(32, 8);
        smooth = Sequential(Conv2d(64, 32, 3, padding: 1, bias: false), BatchNorm2d(32), ReLU());
        classify = Conv2d(32, classes, 1);
        RegisterComponents();
    }

    /// <param name="image">RGB, normalised: float32[N, 3, 96, 96].</param>
    /// <returns>The class of each pixel as logits, [N, 8, 96, 96], and the probability of the likeliest, [N, 1, 96, 96].</returns>
    public override (Tensor, Tensor) forward(Tensor image)
    {
        var x = backbone.call(image);
        x = attention.call(x);
        x = rows.call(x);
        x = functional.interpolate(pyramid.call(x), scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Bilinear, align_corners: false);
        var logits = classify.call(smooth.call(x));
        logits = functional.interpolate(logits, size: image.shape[2..], mode: InterpolationMode.Bilinear, align_corners: true);

        var best = logits.argmax(1, keepdim: true);
        var confidence = logits.softmax(1).gather(1, best);
        return (logits, confidence);
    }
}
