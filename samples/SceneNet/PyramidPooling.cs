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
