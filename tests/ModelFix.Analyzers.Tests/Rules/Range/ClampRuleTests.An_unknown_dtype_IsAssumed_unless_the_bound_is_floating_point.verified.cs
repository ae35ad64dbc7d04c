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

    /// <param name="x">Input, [N, 3].</param>
    public override Tensor forward(Tensor x)
    {
        return x.clamp(min: 0) + x.clamp(max: 0.5) + x.clamp_min(-1f);
    }
}

// after
// MFX1101 (21,18) Assumed BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same if the tensor is floating point
//   fix: Give the max as double.PositiveInfinity, assuming floating point
// MFX1101 (21,36) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (21,56) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
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

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3].</param>
    public override Tensor forward(Tensor x)
    {
        return x.clamp(min: 0, max: double.PositiveInfinity) + x.clamp(min: double.NegativeInfinity, max: 0.5) + x.clamp(-1f, double.PositiveInfinity);
    }
}
