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
    private readonly ModuleList<Module<Tensor, Tensor>> stages = new();

    public Net() : base("Net")
    {
        foreach (var bins in new[] { 1, 2 })
            stages.append(Sequential(("pool", AdaptiveAvgPool2d(bins)), ("conv", Conv2d(8, 2, 1))));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return stages[0].call(x) + stages[1].call(x);
    }
}

// after
// MFX1401 (16,47) Proven Tolerance: AdaptiveAvgPool2d from 8x8 to 1, 2 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 8 / bins and stride 8 / bins is the same
//   fix: Use a fixed pool with kernel 8 / bins and stride 8 / bins
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> stages = new();

    public Net() : base("Net")
    {
        foreach (var bins in new[] { 1, 2 })
            stages.append(Sequential(("pool", bins == 1 ? AdaptiveAvgPool2d(1) : AvgPool2d(8 / bins, 8 / bins, count_include_pad: false)), ("conv", Conv2d(8, 2, 1))));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return stages[0].call(x) + stages[1].call(x);
    }
}
