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
    private static Tensor clamp(Tensor t) => t;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return clamp_min(x, 0) + clamp(x);
    }
}

// after
// MFX1101 (21,16) Proven BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
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
    private static Tensor clamp(Tensor t) => t;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return torch.clamp(x, 0, double.PositiveInfinity) + clamp(x);
    }
}
