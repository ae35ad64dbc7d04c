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
    private readonly GroupNorm norm;
    public Net() : base("Net")
    {
        norm = GroupNorm(2, 6);
        RegisterComponents();
        foreach (var p in parameters()) init.uniform_(p, 0.5, 1.5);
    }

    /// <param name="x">Input, [N, 6, 4, 5].</param>
    public override Tensor forward(Tensor x)
    {
        var y = norm.call(x);
        return y + this.norm.forward(x * 2);
    }
}

// after
// MFX1203 (14,16) Assumed Tolerance: GroupNorm exports as InstanceNormalization between a Shape and dynamic reshapes; its two passes with literal sizes are the same up to rounding
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
    private readonly GroupNorm norm;
    public Net() : base("Net")
    {
        norm = GroupNorm(2, 6);
        RegisterComponents();
        foreach (var p in parameters()) init.uniform_(p, 0.5, 1.5);
    }

    /// <param name="x">Input, [N, 6, 4, 5].</param>
    public override Tensor forward(Tensor x)
    {
        var y = In2Groups6x4x5(x, norm.weight!, norm.bias!);
        return y + In2Groups6x4x5(x * 2, this.norm.weight!, this.norm.bias!);
    }

    private static Tensor In2Groups6x4x5(Tensor x, Tensor weight, Tensor bias)
    {
        var groups = x.reshape(-1, 2, 60);
        var centred = groups - groups.mean(new long[] { 2 }, true);
        var normal = centred / ((centred * centred).mean(new long[] { 2 }, true) + 1E-05).sqrt();
        return normal.reshape(-1, 6, 4, 5) * weight.view(-1, 1, 1) + bias.view(-1, 1, 1);
    }
}
