// before
// ==== CostVolumeNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StereoNet;

/// <summary>
/// Stereo matching with a concatenation volume and a 3-D hourglass: two rectified images in, one disparity map out.
/// </summary>
public sealed class CostVolumeNet : Module<Tensor, Tensor, Tensor>
{
    private const int MaxDisparity = 32;
    private const int Channels = 8;

    private readonly FeatureExtractor features;
    private readonly Sequential reduce;
    private readonly Hourglass hourglass;
    private readonly Conv3d classify;

    public CostVolumeNet() : base(nameof(CostVolumeNet))
    {
        features = new FeatureExtractor(Channels);
        reduce = Sequential(
            Conv3d(2 * Channels, 16, 3, padding: 1, bias: false),
            BatchNorm3d(16),
            ReLU());
        hourglass = new Hourglass(16);
        classify = Conv3d(16, 1, 3, padding: 1, bias: false);
        RegisterComponents();
    }

    /// <param name="left">Left image, RGB, normalised: float32[N, 3, 64, 128].</param>
    /// <param name="right">Right image of the same size: float32[N, 3, 64, 128].</param>
    /// <returns>Disparity in pixels of the input, [N, 64, 128].</returns>
    public override Tensor forward(Tensor left, Tensor right)
    {
        var fl = features.call(left);
        var fr = features.call(right);

        // Concatenation volume: for every disparity d the left features beside the right ones shifted by d.
        var cost = torch.zeros(new long[] { fl.shape[0], 2 * Channels, MaxDisparity / 4, fl.shape[2], fl.shape[3] }, dtype: fl.dtype, device: fl.device);
        for (var d = 0; d < MaxDisparity / 4; d++)
        {
            if (d == 0)
            {
                cost[.., ..Channels, d] = fl;
                cost[.., Channels.., d] = fr;
            }
            else
            {
                cost[.., ..Channels, d, .., d..] = fl[.., .., .., d..];
                cost[.., Channels.., d, .., d..] = fr[.., .., .., ..^d];
            }
        }

        var volume = reduce.call(cost);
        volume = hourglass.call(volume) + volume;
        var logits = classify.call(volume);

        logits = functional.interpolate(
            logits,
            size: new long[] { MaxDisparity, left.shape[2], left.shape[3] },
            mode: InterpolationMode.Trilinear,
            align_corners: false);

        // [N, 1, D, H, W] -> [N, D, H, W]
        var probability = functional.softmax(logits.squeeze(1), dim: 1);
        return Regress(probability).clamp(min: 0);
    }

    /// <summary>The disparity that is expected under the distribution over the planes.</summary>
    private static Tensor Regress(Tensor probability)
    {
        var planes = torch.arange(MaxDisparity, dtype: probability.dtype, device: probability.device).view(1, MaxDisparity, 1, 1);
        var expected = (probability * planes).sum(1, keepdim: true);
        return expected.squeeze(1);
    }
}

// ==== FeatureExtractor.cs
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

// ==== Hourglass.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StereoNet;

/// <summary>Down by two with strided 3-D convolutions, and up again with a transposed one.</summary>
public sealed class Hourglass : Module<Tensor, Tensor>
{
    private readonly Sequential down;
    private readonly ConvTranspose3d up;
    private readonly BatchNorm3d norm;

    public Hourglass(long channels) : base(nameof(Hourglass))
    {
        down = Sequential(
            Conv3d(channels, 2 * channels, 3, stride: 2, padding: 1, bias: false),
            BatchNorm3d(2 * channels),
            ReLU(),
            Conv3d(2 * channels, 2 * channels, 3, padding: 1, bias: false),
            BatchNorm3d(2 * channels),
            ReLU());
        up = ConvTranspose3d(2 * channels, channels, 3, stride: 2, padding: 1, output_padding: 1, bias: false);
        norm = BatchNorm3d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor volume)
    {
        var x = down.call(volume);
        x = norm.call(up.call(x));
        return functional.relu(x + volume);
    }
}

// after
// ==== CostVolumeNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StereoNet;

/// <summary>
/// Stereo matching with a concatenation volume and a 3-D hourglass: two rectified images in, one disparity map out.
/// </summary>
public sealed class CostVolumeNet : Module<Tensor, Tensor, Tensor>
{
    private const int MaxDisparity = 32;
    private const int Channels = 8;

    private readonly FeatureExtractor features;
    private readonly Sequential reduce;
    private readonly Hourglass hourglass;
    private readonly Conv3d classify;

    public CostVolumeNet() : base(nameof(CostVolumeNet))
    {
        features = new FeatureExtractor(Channels);
        reduce = Sequential(
            Conv3d(2 * Channels, 16, 3, padding: 1, bias: false),
            BatchNorm3d(16),
            ReLU());
        hourglass = new Hourglass(16);
        classify = Conv3d(16, 1, 3, padding: 1, bias: false);
        RegisterComponents();
    }

    /// <param name="left">Left image, RGB, normalised: float32[N, 3, 64, 128].</param>
    /// <param name="right">Right image of the same size: float32[N, 3, 64, 128].</param>
    /// <returns>Disparity in pixels of the input, [N, 64, 128].</returns>
    public override Tensor forward(Tensor left, Tensor right)
    {
        var fl = features.call(left);
        var fr = features.call(right);

        // Concatenation volume: for every disparity d the left features beside the right ones shifted by d.
        var costSlices = new List<Tensor>();
        for (var d = 0; d < MaxDisparity / 4; d++)
        {
            if (d == 0)
            {
                costSlices.Add(torch.cat(new[] { fl, fr }, 1));
            }
            else
            {
                var costSlice = torch.cat(new[] { fl[.., .., .., d..], fr[.., .., .., ..^d] }, 1);
                costSlices.Add(torch.cat(new[] { torch.zeros_like(costSlice.narrow(3, 0, d)), costSlice }, 3));
            }
        }

        var cost = torch.stack(costSlices, 2);
        var volume = reduce.call(cost);
        volume = hourglass.call(volume) + volume;
        var logits = classify.call(volume);

        logits = functional.interpolate(
            logits,
            size: new long[] { MaxDisparity, 64, 128 },
            mode: InterpolationMode.Trilinear,
            align_corners: false);

        // [N, 1, D, H, W] -> [N, D, H, W]
        var probability = functional.softmax(logits.select(1, 0), dim: 1);
        return Regress(probability).clamp(min: 0, max: double.PositiveInfinity);
    }

    /// <summary>The disparity that is expected under the distribution over the planes.</summary>
    private static Tensor Regress(Tensor probability)
    {
        var planes = torch.arange(MaxDisparity, dtype: probability.dtype, device: probability.device).view(1, MaxDisparity, 1, 1);
        var expected = (probability * planes).sum(1, keepdim: true);
        return expected.select(1, 0);
    }
}

// ==== FeatureExtractor.cs
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
            AvgPool2d(4, 4, count_include_pad: false),
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
        coarse = functional.interpolate(coarse, scale_factor: new double[] { 4, 4 }, mode: InterpolationMode.Bilinear, align_corners: true);
        return fuse.call(torch.cat(new[] { fine, coarse }, 1));
    }
}

// ==== Hourglass.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StereoNet;

/// <summary>Down by two with strided 3-D convolutions, and up again with a transposed one.</summary>
public sealed class Hourglass : Module<Tensor, Tensor>
{
    private readonly Sequential down;
    private readonly ConvTranspose3d up;
    private readonly BatchNorm3d norm;

    public Hourglass(long channels) : base(nameof(Hourglass))
    {
        down = Sequential(
            Conv3d(channels, 2 * channels, 3, stride: 2, padding: 1, bias: false),
            BatchNorm3d(2 * channels),
            ReLU(),
            Conv3d(2 * channels, 2 * channels, 3, padding: 1, bias: false),
            BatchNorm3d(2 * channels),
            ReLU());
        up = ConvTranspose3d(2 * channels, channels, 3, stride: 2, padding: 0, bias: false);
        norm = BatchNorm3d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor volume)
    {
        var x = down.call(volume);
        x = norm.call(up.call(x).slice(2, 1, long.MaxValue, 1).slice(3, 1, long.MaxValue, 1).slice(4, 1, long.MaxValue, 1));
        return functional.relu(x + volume);
    }
}
