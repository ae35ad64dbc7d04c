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
        return functional.normalize(functional.normalize(functional.normalize(x), 1) + 1, dim: 2);
    }
}

// after
// MFX1201 (21,27) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (21,48) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (21,69) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
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
        var vectors2 = x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        var vectors = vectors2 / vectors2.norm(1, true, 1f).clamp(1e-12, double.PositiveInfinity) + 1;
        return vectors / vectors.norm(2, true, 2f).clamp(1e-12, double.PositiveInfinity);
    }
}
