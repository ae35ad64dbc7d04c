// before
using System;
using TorchSharp;
using T = TorchSharp.torch;
using static TorchSharp.torch;

public class Net : nn.Module<Tensor, Tensor>
{
    public Net() : base("Net") { }

    /// <param name="x">float32[N, 3]</param>
    public override Tensor forward(Tensor x)
    {
        var a = x.clamp(0) + x.clamp(min: 0.5) + x.clamp(max: 1f) + x.clamp(null, 2) + x.clamp(0, null) + x.clamp(min: -1, max: null);
        var b = x.clamp_min(0) + x.clamp_min(min: 0) + x.clamp_max(6) + x.clamp_max(max: 6) + x.clip(min: 0) + x.clip(max: 0);
        var c = torch.clamp(x, 0) + torch.clamp(x, max: 1) + torch.clamp_min(x, 0) + torch.clamp_max(x, 1) + torch.clip(x, 0);
        var d = clamp(x, min: 0) + clamp_min(x, 0) + clamp_max(x, 1) + clamp_max(input: x, max: 1) + clamp_max(max: 1, input: x);
        var e = T.clamp_max(x, 6) + TorchSharp.torch.clamp_min(x, 0) + global::TorchSharp.torch.clamp_min(x, 0);
        var f = x.clone();
        f.clamp_(min: 0);
        f.clamp_min_(0).clamp_max_(6);
        torch.clamp_(f, max: 3);
        torch.clamp_min_(f, 0);
        clamp_max_(f, 1);
        return a + b + c + d + e + f;
    }
}

// after
// MFX1101 (13,19) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (13,32) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (13,52) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (13,71) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (13,90) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (13,109) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (14,19) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (14,36) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (14,58) Proven BitExact: clamp_max without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (14,75) Proven BitExact: clamp_max without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (14,97) Proven BitExact: clip without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (14,114) Proven BitExact: clip without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (15,23) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (15,43) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (15,68) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (15,92) Proven BitExact: clamp_max without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (15,116) Proven BitExact: clip without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (16,17) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (16,36) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (16,54) Proven BitExact: clamp_max without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (16,72) Proven BitExact: clamp_max without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (16,102) Proven BitExact: clamp_max without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (17,19) Proven BitExact: clamp_max without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (17,54) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (17,97) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (19,11) Proven BitExact: clamp_ without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (20,11) Proven BitExact: clamp_min_ without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (20,25) Proven BitExact: clamp_max_ without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (21,15) Proven BitExact: clamp_ without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (22,15) Proven BitExact: clamp_min_ without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (23,9) Proven BitExact: clamp_max_ without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
using System;
using TorchSharp;
using T = TorchSharp.torch;
using static TorchSharp.torch;

public class Net : nn.Module<Tensor, Tensor>
{
    public Net() : base("Net") { }

    /// <param name="x">float32[N, 3]</param>
    public override Tensor forward(Tensor x)
    {
        var a = x.clamp(0, double.PositiveInfinity) + x.clamp(min: 0.5, max: double.PositiveInfinity) + x.clamp(min: double.NegativeInfinity, max: 1f) + x.clamp(double.NegativeInfinity, 2) + x.clamp(0, double.PositiveInfinity) + x.clamp(min: -1, max: double.PositiveInfinity);
        var b = x.clamp(0, double.PositiveInfinity) + x.clamp(min: 0, max: double.PositiveInfinity) + x.clamp(double.NegativeInfinity, 6) + x.clamp(min: double.NegativeInfinity, max: 6) + x.clip(min: 0, max: double.PositiveInfinity) + x.clip(min: double.NegativeInfinity, max: 0);
        var c = torch.clamp(x, 0, double.PositiveInfinity) + torch.clamp(x, min: double.NegativeInfinity, max: 1) + torch.clamp(x, 0, double.PositiveInfinity) + torch.clamp(x, double.NegativeInfinity, 1) + torch.clip(x, 0, double.PositiveInfinity);
        var d = clamp(x, min: 0, max: double.PositiveInfinity) + clamp(x, 0, double.PositiveInfinity) + clamp(x, double.NegativeInfinity, 1) + clamp(input: x, min: double.NegativeInfinity, max: 1) + clamp(min: double.NegativeInfinity, max: 1, input: x);
        var e = T.clamp(x, double.NegativeInfinity, 6) + TorchSharp.torch.clamp(x, 0, double.PositiveInfinity) + global::TorchSharp.torch.clamp(x, 0, double.PositiveInfinity);
        var f = x.clone();
        f.clamp_(min: 0, max: double.PositiveInfinity);
        f.clamp_(0, double.PositiveInfinity).clamp_(double.NegativeInfinity, 6);
        torch.clamp_(f, min: double.NegativeInfinity, max: 3);
        torch.clamp_(f, 0, double.PositiveInfinity);
        clamp_(f, double.NegativeInfinity, 1);
        return a + b + c + d + e + f;
    }
}
