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
    private readonly List<Module<Tensor, Tensor>> pools = new();

    public Net() : base("Net")
    {
        foreach (var size in Environment.GetCommandLineArgs()) pools.Add(AdaptiveAvgPool2d(size.Length));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);
    }
}

// after
// MFX1401 (15,74) Report BitExact: AdaptiveAvgPool2d to a size that is not a constant does not export; make the output size a literal
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly List<Module<Tensor, Tensor>> pools = new();

    public Net() : base("Net")
    {
        foreach (var size in Environment.GetCommandLineArgs()) pools.Add(AdaptiveAvgPool2d(size.Length));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);
    }
}
