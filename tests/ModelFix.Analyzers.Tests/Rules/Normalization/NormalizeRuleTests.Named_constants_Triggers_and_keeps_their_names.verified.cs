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
    private const long Dim = 1;
    private const int Order = 1;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        const int dim = -1;
        const double p = 2;
        return functional.normalize(x, p, dim) + functional.normalize(x, Order, Dim) + functional.normalize(x, 2 * Order, 1 + dim)
            + a.call(x) * functional.normalize(b.call(x), Order, Dim);
    }
}

// after
// MFX1201 (25,27) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (25,61) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (25,99) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (26,38) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
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
    private const long Dim = 1;
    private const int Order = 1;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        const int dim = -1;
        const double p = 2;
        return x / x.norm(dim, true, (float)p).clamp(1e-12, double.PositiveInfinity) + x / x.norm((int)Dim, true, (float)Order).clamp(1e-12, double.PositiveInfinity) + x / x.norm(1 + dim, true, (float)(2 * Order)).clamp(1e-12, double.PositiveInfinity)
            + a.call(x) * Normalize(b.call(x));
    }

    private static Tensor Normalize(Tensor vectors) =>
        vectors / vectors.norm((int)Dim, true, (float)Order).clamp(1e-12, double.PositiveInfinity);
}
