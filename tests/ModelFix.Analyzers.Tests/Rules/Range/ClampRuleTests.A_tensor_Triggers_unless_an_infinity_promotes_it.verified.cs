// before
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var lo = zeros_like(x);
        var one = x.mean();
        var i = x.argmax(1);
        return x.clamp(min: lo) + x.clamp(max: lo) + x.clamp(min: one) + torch.clamp(x, max: lo) + one.clamp(min: one)
            + i.clamp(min: i) + i.clamp(max: x) + i.clamp(min: one);
    }
}

// after
// MFX1101 (24,18) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (24,37) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (24,56) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (24,80) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (24,104) Report BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; give the max as a tensor of the dtype of the result
// MFX1101 (25,17) Proven BitExact: clamp without a max exports as a Clip that TensorRT 7 rejects and ONNX Runtime cannot load up to opset 11; long.MaxValue as the max is the same
//   fix: Give the max as long.MaxValue
// MFX1101 (25,35) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (25,53) Report BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; give the max as a tensor of the dtype of the result
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var lo = zeros_like(x);
        var one = x.mean();
        var i = x.argmax(1);
        return x.clamp(min: lo, max: double.PositiveInfinity) + x.clamp(min: double.NegativeInfinity, max: lo) + x.clamp(min: one, max: double.PositiveInfinity) + torch.clamp(x, min: double.NegativeInfinity, max: lo) + one.clamp(min: one)
            + i.clamp(min: i, max: long.MaxValue) + i.clamp(min: double.NegativeInfinity, max: x) + i.clamp(min: one);
    }
}
