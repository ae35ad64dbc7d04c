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
    private readonly double _eps = 1e-6;
    private const double Eps = 1e-7;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        const double least = 1e-5;
        double eps = x.dim();
        return functional.normalize(x, eps: _eps) + functional.normalize(x, 2, 1, eps) + functional.normalize(x, 2, 1, least) + functional.normalize(x, eps: Eps);
    }
}

// after
// MFX1201 (24,27) Assumed BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same if _eps is a constant
//   fix: Divide by the norm, assuming _eps is a constant
// MFX1201 (24,64) Assumed BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same if eps is a constant
//   fix: Divide by the norm, assuming eps is a constant
// MFX1201 (24,101) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (24,140) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
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
    private readonly double _eps = 1e-6;
    private const double Eps = 1e-7;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        const double least = 1e-5;
        double eps = x.dim();
        return x / x.norm(1, true, 2f).clamp(_eps, double.PositiveInfinity) + x / x.norm(1, true, 2f).clamp(eps, double.PositiveInfinity) + x / x.norm(1, true, 2f).clamp(least, double.PositiveInfinity) + x / x.norm(1, true, 2f).clamp(Eps, double.PositiveInfinity);
    }
}
