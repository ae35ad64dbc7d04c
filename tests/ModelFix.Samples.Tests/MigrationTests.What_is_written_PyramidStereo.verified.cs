// before
// ==== PyramidStereo.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>Stereo matching by 3-D convolution over a cost volume (Chang and Chen 2018), small.</summary>
public sealed class PyramidStereo : Module<Tensor, Tensor, Tensor>
{
    private readonly int maxDisparity;
    private readonly Sequential features;
    private readonly Sequential dres0;
    private readonly Sequential down;
    private readonly ConvTranspose3d up;
    private readonly Sequential classify;

    public PyramidStereo(int maxDisparity = 32) : base(nameof(PyramidStereo))
    {
        this.maxDisparity = maxDisparity;
        features = Sequential(ConvBN(3, 16, 2), ConvBN(16, 16, 2), Conv2d(16, 12, 1, bias: false));
        dres0 = Sequential(ConvBN3d(24, 16, 1), ConvBN3d(16, 16, 1));
        down = ConvBN3d(16, 32, 2);
        up = ConvTranspose3d(32, 16, 3, stride: 2, padding: 1, output_padding: 1, bias: false);
        classify = Sequential(ConvBN3d(16, 16, 1), Conv3d(16, 1, 3, padding: 1, bias: false));
        RegisterComponents();
    }

    /// <param name="left">[N, 3, 32, 64]</param>
    /// <param name="right">[N, 3, 32, 64]</param>
    public override Tensor forward(Tensor left, Tensor right)
    {
        var refimg = features.call(left);
        var target = features.call(right);

        var cost = torch.zeros(new long[] { refimg.size(0), refimg.size(1) * 2, maxDisparity / 4, refimg.size(2), refimg.size(3) });
        for (var i = 0; i < maxDisparity / 4; i++)
        {
            if (i > 0)
            {
                cost[.., ..(int)refimg.size(1), i, .., i..] = refimg[.., .., .., i..];
                cost[.., (int)refimg.size(1).., i, .., i..] = target[.., .., .., ..^i];
            }
            else
            {
                cost[.., ..(int)refimg.size(1), i, .., ..] = refimg;
                cost[.., (int)refimg.size(1).., i, .., ..] = target;
            }
        }

        cost = dres0.call(cost.contiguous());
        cost = up.call(down.call(cost)) + cost;
        var volume = classify.call(cost);

        volume = functional.interpolate(volume, size: new long[] { maxDisparity, left.size(2), left.size(3) }, mode: InterpolationMode.Trilinear, align_corners: false);
        volume = volume.squeeze(1);
        var probability = functional.softmax(volume, dim: 1);
        var disparities = torch.arange(maxDisparity, dtype: ScalarType.Float32).view(1, maxDisparity, 1, 1);
        return (probability * disparities).sum(1);
    }

    private static Sequential ConvBN(long input, long output, long stride) =>
        Sequential(Conv2d(input, output, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(output), ReLU());

    private static Sequential ConvBN3d(long input, long output, long stride) =>
        Sequential(Conv3d(input, output, 3, stride: stride, padding: 1, bias: false), BatchNorm3d(output), ReLU());
}

// after
// ==== PyramidStereo.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>Stereo matching by 3-D convolution over a cost volume (Chang and Chen 2018), small.</summary>
public sealed class PyramidStereo : Module<Tensor, Tensor, Tensor>
{
    private readonly int maxDisparity;
    private readonly Sequential features;
    private readonly Sequential dres0;
    private readonly Sequential down;
    private readonly ConvTranspose3d up;
    private readonly Sequential classify;

    public PyramidStereo(int maxDisparity = 32) : base(nameof(PyramidStereo))
    {
        this.maxDisparity = maxDisparity;
        features = Sequential(ConvBN(3, 16, 2), ConvBN(16, 16, 2), Conv2d(16, 12, 1, bias: false));
        dres0 = Sequential(ConvBN3d(24, 16, 1), ConvBN3d(16, 16, 1));
        down = ConvBN3d(16, 32, 2);
        up = ConvTranspose3d(32, 16, 3, stride: 2, padding: 0, bias: false);
        classify = Sequential(ConvBN3d(16, 16, 1), Conv3d(16, 1, 3, padding: 1, bias: false));
        RegisterComponents();
    }

    /// <param name="left">[N, 3, 32, 64]</param>
    /// <param name="right">[N, 3, 32, 64]</param>
    public override Tensor forward(Tensor left, Tensor right)
    {
        var refimg = features.call(left);
        var target = features.call(right);

        var cost = torch.zeros(new long[] { refimg.size(0), refimg.size(1) * 2, maxDisparity / 4, refimg.size(2), refimg.size(3) });
        for (var i = 0; i < maxDisparity / 4; i++)
        {
            if (i > 0)
            {
                cost[.., ..(int)refimg.size(1), i, .., i..] = refimg[.., .., .., i..];
                cost[.., (int)refimg.size(1).., i, .., i..] = target[.., .., .., ..^i];
            }
            else
            {
                cost[.., ..(int)refimg.size(1), i, .., ..] = refimg;
                cost[.., (int)refimg.size(1).., i, .., ..] = target;
            }
        }

        cost = dres0.call(cost.contiguous());
        cost = up.call(down.call(cost)).slice(2, 1, long.MaxValue, 1).slice(3, 1, long.MaxValue, 1).slice(4, 1, long.MaxValue, 1) + cost;
        var volume = classify.call(cost);

        volume = functional.interpolate(volume, size: new long[] { maxDisparity, left.size(2), left.size(3) }, mode: InterpolationMode.Trilinear, align_corners: false);
        volume = volume.select(1, 0);
        var probability = functional.softmax(volume, dim: 1);
        var disparities = torch.arange(maxDisparity, dtype: ScalarType.Float32).view(1, maxDisparity, 1, 1);
        return (probability * disparities).sum(1);
    }

    private static Sequential ConvBN(long input, long output, long stride) =>
        Sequential(Conv2d(input, output, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(output), ReLU());

    private static Sequential ConvBN3d(long input, long output, long stride) =>
        Sequential(Conv3d(input, output, 3, stride: stride, padding: 1, bias: false), BatchNorm3d(output), ReLU());
}
