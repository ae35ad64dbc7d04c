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
        const double p = 4;
        var y = functional.normalize(x, 3) + functional.normalize(x, 0.5, -1) + functional.normalize(x, p, 0);
        return y + functional.normalize(x, 1.7) + nn.functional.normalize(y, dim: 2, p: 2.2, eps: 1e-9);
    }
}

// after
// MFX1201 (22,28) Proven Tolerance: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same up to rounding
//   fix: Divide by the norm
// MFX1201 (22,57) Proven Tolerance: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same up to rounding
//   fix: Divide by the norm
// MFX1201 (22,92) Assumed Tolerance: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same up to rounding if size(0) is not 1
//   fix: Divide by the norm, assuming size(0) is not 1
// MFX1201 (23,31) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (23,65) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
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
        const double p = 4;
        var y = x / x.abs().pow(3).sum(1, true).pow(1.0 / 3).clamp(1e-12, double.PositiveInfinity) + x / x.abs().pow(0.5).sum(-1, true).pow(1.0 / 0.5).clamp(1e-12, double.PositiveInfinity) + functional.normalize(x, p, 0);
        return y + x / linalg.vector_norm(x, 1.7, new long[] { 1 }, true).clamp(1e-12, double.PositiveInfinity) + y / linalg.vector_norm(y, 2.2, new long[] { 2 }, true).clamp(1e-9, double.PositiveInfinity);
    }
}
