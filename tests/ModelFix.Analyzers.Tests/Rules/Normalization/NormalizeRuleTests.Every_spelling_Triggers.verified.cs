// before
using System;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

public class Net : nn.Module<Tensor, Tensor>
{
    public Net() : base("Net") { }

    public override Tensor forward(Tensor x)
    {
        x = nn.functional.normalize(x);
        x = F.normalize(x, 1);
        x = normalize(x, 2, -1);
        x = torch.nn.functional.normalize(x, p: 2, dim: 2L, eps: 1e-6);
        x = global::TorchSharp.torch.nn.functional.normalize(dim: 0, input: x);
        return normalize(eps: 1e-3f, input: x, p: 1.0);
    }
}

// after
// MFX1201 (13,27) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (14,15) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (15,13) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (16,33) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (17,52) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
// MFX1201 (18,16) Proven BitExact: normalize exports as a norm with Shape, Expand and an incomplete Clip; dividing by the norm is the same
//   fix: Divide by the norm
using System;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

public class Net : nn.Module<Tensor, Tensor>
{
    public Net() : base("Net") { }

    public override Tensor forward(Tensor x)
    {
        x = x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        x = x / x.norm(1, true, 1f).clamp(1e-12, double.PositiveInfinity);
        x = x / x.norm(-1, true, 2f).clamp(1e-12, double.PositiveInfinity);
        x = x / x.norm(2, true, 2f).clamp(1e-6, double.PositiveInfinity);
        x = x / x.norm(0, true, 2f).clamp(1e-12, double.PositiveInfinity);
        return x / x.norm(1, true, 1f).clamp(1e-3f, double.PositiveInfinity);
    }
}
