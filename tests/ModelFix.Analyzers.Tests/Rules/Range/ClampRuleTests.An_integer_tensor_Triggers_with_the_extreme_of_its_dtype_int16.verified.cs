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

    /// <param name="x">Input, int16[N, 3].</param>
    public override Tensor forward(Tensor x)
    {
        return x.clamp(min: 2) + x.clamp_max(100) + torch.clamp_min(x, 3) + x.clamp(min: 0.5) + x.clamp(max: 2.5f);
    }
}

// after
// MFX1101 (21,18) Proven BitExact: clamp without a max exports as a Clip that TensorRT 7 rejects and ONNX Runtime cannot load up to opset 11; short.MaxValue as the max is the same
//   fix: Give the max as short.MaxValue
// MFX1101 (21,36) Proven BitExact: clamp_max without a min exports as a Clip that TensorRT 7 rejects and ONNX Runtime cannot load up to opset 11; short.MinValue as the min is the same
//   fix: Give the min as short.MinValue
// MFX1101 (21,59) Proven BitExact: clamp_min without a max exports as a Clip that TensorRT 7 rejects and ONNX Runtime cannot load up to opset 11; short.MaxValue as the max is the same
//   fix: Give the max as short.MaxValue
// MFX1101 (21,79) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (21,99) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
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

    /// <param name="x">Input, int16[N, 3].</param>
    public override Tensor forward(Tensor x)
    {
        return x.clamp(min: 2, max: short.MaxValue) + x.clamp(short.MinValue, 100) + torch.clamp(x, 3, short.MaxValue) + x.clamp(min: 0.5, max: double.PositiveInfinity) + x.clamp(min: double.NegativeInfinity, max: 2.5f);
    }
}
