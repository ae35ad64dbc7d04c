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
    private readonly Module<Tensor, Tensor> conv = Conv2d(3, 4, 3, padding: 1);
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var y = conv.call(x).clamp(min: 0);
        var i = x.argmax(1).clamp(max: 5);
        return y + i.to(ScalarType.Float32).clamp(min: 1);
    }
}

// after
// MFX1101 (21,30) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (22,29) Proven BitExact: clamp without a min exports as a Clip that TensorRT 7 rejects and ONNX Runtime cannot load up to opset 11; long.MinValue as the min is the same
//   fix: Give the min as long.MinValue
// MFX1101 (23,45) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv = Conv2d(3, 4, 3, padding: 1);
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var y = conv.call(x).clamp(min: 0, max: double.PositiveInfinity);
        var i = x.argmax(1).clamp(min: long.MinValue, max: 5);
        return y + i.to(ScalarType.Float32).clamp(min: 1, max: double.PositiveInfinity);
    }
}
