// before
using System;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

public class Net : Module<Tensor, Tensor>
{
    public Net() : base("Net") { }

    /// <param name="x">[N, 3, 8, 10]</param>
    public override Tensor forward(Tensor x)
    {
        var y = F.avg_pool2d(x, 2);
        var a = functional.interpolate(y, x.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);
        var b = F.interpolate(y, size: new long[] { x.shape[2], x.shape[3] });
        var c = interpolate(y, new[] { x.size(2), x.size(3) }, null, InterpolationMode.Bilinear, true);
        var d = torch.nn.functional.interpolate(size: x.shape[2..], x: y);
        var e = functional.upsample_bilinear(y, x.shape[^2..], align_corners: true);
        var f = functional.upsample(input: y, size: x.shape[2..], mode: UpsampleMode.Bilinear, align_corners: true);
        var g = functional.interpolate(y, scale_factor: null, size: x.shape[2..], mode: InterpolationMode.Bicubic);
        return a + b + c + d + e + f + g;
    }
}

// after
// MFX1501 (16,28) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
// MFX1501 (17,19) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
// MFX1501 (18,17) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
// MFX1501 (19,37) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
// MFX1501 (20,28) Proven BitExact: upsample_bilinear resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
// MFX1501 (21,28) Proven BitExact: upsample resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
// MFX1501 (22,28) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
using System;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

public class Net : Module<Tensor, Tensor>
{
    public Net() : base("Net") { }

    /// <param name="x">[N, 3, 8, 10]</param>
    public override Tensor forward(Tensor x)
    {
        var y = F.avg_pool2d(x, 2);
        var a = functional.interpolate(y, scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Bilinear, align_corners: false);
        var b = F.interpolate(y, scale_factor: new double[] { 2, 2 });
        var c = interpolate(y, null, new double[] { 2, 2 }, InterpolationMode.Bilinear, true);
        var d = torch.nn.functional.interpolate(scale_factor: new double[] { 2, 2 }, x: y);
        var e = functional.upsample_bilinear(y, scale_factor: new double[] { 2, 2 }, align_corners: true);
        var f = functional.upsample(input: y, scale_factor: new double[] { 2, 2 }, mode: UpsampleMode.Bilinear, align_corners: true);
        var g = functional.interpolate(y, scale_factor: new double[] { 2, 2 }, size: null, mode: InterpolationMode.Bicubic);
        return a + b + c + d + e + f + g;
    }
}
