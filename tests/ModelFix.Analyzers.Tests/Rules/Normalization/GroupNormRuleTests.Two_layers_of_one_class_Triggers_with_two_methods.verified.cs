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
    private readonly GroupNorm first, second, third;
    public Net() : base("Net")
    {
        first = GroupNorm(2, 6);
        second = GroupNorm(2, 6, eps: 1e-3);
        third = GroupNorm(3, 6, affine: false);
        RegisterComponents();
        foreach (var p in parameters()) init.uniform_(p, 0.5, 1.5);
    }

    /// <param name="x">Input, [N, 6, 4, 5].</param>
    public override Tensor forward(Tensor x)
    {
        return second.call(first.call(x)) * third.call(x.narrow(2, 0, 2)).amax();
    }
}

// after
// MFX1203 (14,17) Assumed Tolerance: GroupNorm exports as InstanceNormalization between a Shape and dynamic reshapes; its two passes with literal sizes are the same up to rounding
//   fix: Write its two passes out, assuming no element is so large that its square overflows, or that small differences are lost
// MFX1203 (15,18) Assumed Tolerance: GroupNorm exports as InstanceNormalization between a Shape and dynamic reshapes; its two passes with literal sizes are the same up to rounding
//   fix: Write its two passes out, assuming no element is so large that its square overflows, or that small differences are lost
// MFX1203 (16,17) Assumed Tolerance: GroupNorm exports as InstanceNormalization between a Shape and dynamic reshapes; its two passes with literal sizes are the same up to rounding
//   fix: Write its two passes out, assuming no element is so large that its square overflows, or that small differences are lost
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly GroupNorm first, second, third;
    public Net() : base("Net")
    {
        first = GroupNorm(2, 6);
        second = GroupNorm(2, 6, eps: 1e-3);
        third = GroupNorm(3, 6, affine: false);
        RegisterComponents();
        foreach (var p in parameters()) init.uniform_(p, 0.5, 1.5);
    }

    /// <param name="x">Input, [N, 6, 4, 5].</param>
    public override Tensor forward(Tensor x)
    {
        return In2Groups6x4x52(In2Groups6x4x5(x, first.weight!, first.bias!), second.weight!, second.bias!) * In3Groups6x2x5(x.narrow(2, 0, 2)).amax();
    }

    private static Tensor In2Groups6x4x5(Tensor x, Tensor weight, Tensor bias)
    {
        var groups = x.reshape(-1, 2, 60);
        var centred = groups - groups.mean(new long[] { 2 }, true);
        var normal = centred / ((centred * centred).mean(new long[] { 2 }, true) + 1E-05).sqrt();
        return normal.reshape(-1, 6, 4, 5) * weight.view(-1, 1, 1) + bias.view(-1, 1, 1);
    }

    private static Tensor In3Groups6x2x5(Tensor x)
    {
        var groups = x.reshape(-1, 3, 20);
        var centred = groups - groups.mean(new long[] { 2 }, true);
        var normal = centred / ((centred * centred).mean(new long[] { 2 }, true) + 1E-05).sqrt();
        return normal.reshape(-1, 6, 2, 5);
    }

    private static Tensor In2Groups6x4x52(Tensor x, Tensor weight, Tensor bias)
    {
        var groups = x.reshape(-1, 2, 60);
        var centred = groups - groups.mean(new long[] { 2 }, true);
        var normal = centred / ((centred * centred).mean(new long[] { 2 }, true) + 0.001).sqrt();
        return normal.reshape(-1, 6, 4, 5) * weight.view(-1, 1, 1) + bias.view(-1, 1, 1);
    }
}
