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
        var y = a.call(x) * functional.normalize(b.call(x));
        var z = torch.matmul(functional.normalize(a.call(x)), functional.normalize(b.call(x)));
        if (x.dim() == 4 && functional.normalize(a.call(x)).dim() == 4) y = z;
        y = x.dim() == 3 ? y : functional.normalize(b.call(x), eps: 1e-6);
        while (functional.normalize(a.call(y)).dim() == 3) y = y.unsqueeze(0);
        if (y.dim() == 3) return functional.normalize(a.call(y));
        Func<Tensor, Tensor> f = t => functional.normalize(t + 1);
        return f(y + functional.normalize(x = a.call(x), 2, 1, 0.25));
    }
}

// after
// MFX1201 (21,40) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (22,41) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (22,74) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (23,40) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (24,43) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (25,27) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (26,45) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (27,50) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (28,33) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
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
        var y = a.call(x) * Normalize(b.call(x));
        var vectors2 = a.call(x);
        var z = torch.matmul(vectors2 / vectors2.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity), Normalize(b.call(x)));
        if (x.dim() == 4 && Normalize(a.call(x)).dim() == 4) y = z;
        y = x.dim() == 3 ? y : Normalize2(b.call(x));
        while (Normalize(a.call(y)).dim() == 3) y = y.unsqueeze(0);
        if (y.dim() == 3) return Normalize(a.call(y));
        Func<Tensor, Tensor> f = t => Normalize(t + 1);
        return f(y + Normalize3(x = a.call(x)));
    }

    private static Tensor Normalize(Tensor vectors) =>
        vectors / vectors.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);

    private static Tensor Normalize2(Tensor vectors) =>
        vectors / vectors.norm(1, true, 2f).clamp(1e-6, double.PositiveInfinity);

    private static Tensor Normalize3(Tensor vectors) =>
        vectors / vectors.norm(1, true, 2f).clamp(0.25, double.PositiveInfinity);
}
