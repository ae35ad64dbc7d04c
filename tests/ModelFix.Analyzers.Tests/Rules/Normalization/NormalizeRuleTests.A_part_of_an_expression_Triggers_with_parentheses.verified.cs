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
        var s = functional.normalize(x).sum() + functional.normalize(x)[0] + functional.normalize(x) - functional.normalize(x);
        var t = -functional.normalize(x) + x / functional.normalize(x) + x * functional.normalize(x) + functional.normalize(x) * x / 2;
        var u = (Tensor)functional.normalize(x) + (functional.normalize(x)) + functional.normalize(x)!.abs();
        var v = s.mean() is null ? functional.normalize(x) : torch.cat(new[] { functional.normalize(x), x }, 1);
        v = functional.normalize(x) ?? v;
        v += functional.normalize(x);
        Func<Tensor, Tensor> w = y => functional.normalize(y);
        return w(s + t + u + v);
    }
}

// after
// MFX1201 (21,28) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (21,60) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (21,89) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (21,115) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (22,29) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (22,59) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (22,89) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (22,115) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (23,36) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (23,63) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (23,90) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (24,47) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (24,91) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (25,24) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (26,25) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (27,50) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
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
        var s = (x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)).sum() + (x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity))[0] + x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity) - x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        var t = -(x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)) + x / (x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)) + x * (x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)) + x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity) * x / 2;
        var u = (Tensor)(x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)) + (x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)) + (x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity))!.abs();
        var v = s.mean() is null ? x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity) : torch.cat(new[] { x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity), x }, 1);
        v = x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity) ?? v;
        v += x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        Func<Tensor, Tensor> w = y => y / y.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        return w(s + t + u + v);
    }
}
