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
    private static Tensor Normalize(Tensor t) => t;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var vectors = a.call(x);
        var y = functional.normalize(b.call(vectors));
        return y + vectors + Normalize(x) * functional.normalize(b.call(x));
    }
}

// after
// MFX1201 (23,28) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (24,56) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
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
    private static Tensor Normalize(Tensor t) => t;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var vectors = a.call(x);
        var vectors2 = b.call(vectors);
        var y = vectors2 / vectors2.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        return y + vectors + Normalize(x) * Normalize2(b.call(x));
    }

    private static Tensor Normalize2(Tensor vectors) =>
        vectors / vectors.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
}
