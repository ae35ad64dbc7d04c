// before
using System;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> fc = Linear(3, 4);

    public Net() : base("Net") => RegisterComponents();

    private Tensor Weights => functional.normalize(torch.ones(3, 4));

    public override Tensor forward(Tensor x) => functional.normalize(fc.call(x)) + Weights;
}

// after
// MFX1201 (13,42) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (15,60) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
using System;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> fc = Linear(3, 4);

    public Net() : base("Net") => RegisterComponents();

    private Tensor Weights => Normalize(torch.ones(3, 4));

    public override Tensor forward(Tensor x) => Normalize(fc.call(x)) + Weights;

    private static Tensor Normalize(Tensor vectors) =>
        vectors / vectors.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
}
