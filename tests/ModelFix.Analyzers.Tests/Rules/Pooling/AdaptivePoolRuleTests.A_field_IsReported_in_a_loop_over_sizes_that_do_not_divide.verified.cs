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
        foreach (var size in new[] { 1, 2, 3 }) pools.Add(AdaptiveAvgPool2d(size));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);
    }
}

// after
// MFX1401 (15,59) Report BitExact: AdaptiveAvgPool2d to 1, 2, 3 exports only where the exporter knows the input's size and the output divides it; 3x3 does not divide (8, 8), so that no fixed pool is the same: write that size by itself
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
        foreach (var size in new[] { 1, 2, 3 }) pools.Add(AdaptiveAvgPool2d(size));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);
    }
}
