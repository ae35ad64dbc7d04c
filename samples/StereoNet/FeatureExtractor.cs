using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StereoNet;

/// <summary>A small residual extractor at a quarter of the resolution with one coarse context branch.</summary>
public sealed class FeatureExtractor : Module<Tensor, Tensor>
{
    private readonly Sequential stem;
    private readonly Sequential context;
    private readonly Conv2d fuse;

    public FeatureExtractor(long channels) : base(nameof(FeatureExtractor))
    {
        stem = Sequential(
            Conv2d(3, 8, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(8),
            ReLU(),
            Conv2d(8, 16, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(16),
            ReLU());
        context = Sequential(
            AvgPool2d(4, 4),
            Conv2d(16, 16, 1, bias: false),
            BatchNorm2d(16),
            ReLU());
        fuse = Conv2d(32, channels, 1, bias: false);
        RegisterComponents();
    }

    /// <param name="image">float32[N, 3, 64, 128]</param>
    public override Tensor forward(Tensor image)
    {
        var fine = stem.call(image);
        var coarse = context.call(fine);

        // The coarse branch goes back to the size of the fine one.
        coarse = functional.interpolate(coarse, size: fine.shape[2..], mode: InterpolationMode.Bilinear, align_corners: true);
        return fuse.call(torch.cat(new[] { fine, coarse }, 1));
    }
}
