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
    private readonly Module<Tensor, Tensor> a = Conv2d(3, 4, 3), b = Conv2d(3, 4, 3);
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var y = functional.normalize(a.call(x));
        // about z
        var z = functional.normalize(x + y, 1, -1).mul(y).sum();
        functional.normalize(a.call(x), eps: 1e-6).mul_(2);
        y = functional.normalize(b.call(x)); z = z + 1;
        y = y.mul(functional.normalize(a.call(x)
            .relu())); // after
        if (z.dim() == 0) { return functional.normalize(a.call(x)); }
        return functional.normalize(
            a.call(x),
            dim: 1);
    }
}

// after
// MFX1201 (21,28) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (23,28) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (24,20) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (25,24) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (26,30) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (28,47) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (29,27) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
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
    private readonly Module<Tensor, Tensor> a = Conv2d(3, 4, 3), b = Conv2d(3, 4, 3);
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var vectors = a.call(x);
        var y = vectors / vectors.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        // about z
        var vectors2 = x + y;
        var z = (vectors2 / vectors2.norm(-1, true, 1f).clamp(1e-12, double.PositiveInfinity)).mul(y).sum();
        var vectors3 = a.call(x);
        (vectors3 / vectors3.norm(1, true, 2f).clamp(1e-6, double.PositiveInfinity)).mul_(2);
        var vectors4 = b.call(x);
        y = vectors4 / vectors4.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity); z = z + 1;
        var vectors5 = a.call(x)
            .relu();
        y = y.mul(vectors5 / vectors5.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)); // after
        if (z.dim() == 0) { var vectors6 = a.call(x); return vectors6 / vectors6.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity); }
        var vectors7 = a.call(x);
        return vectors7 / vectors7.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
    }
}
