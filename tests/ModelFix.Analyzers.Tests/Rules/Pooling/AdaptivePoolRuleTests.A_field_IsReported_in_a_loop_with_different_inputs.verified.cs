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
        foreach (var size in new[] { 2, 4 }) pools.Add(AdaptiveAvgPool2d(size));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        foreach (var pool in pools) x = pool.call(x);
        return x;
    }
}

// after
// MFX1401 (15,56) Report BitExact: AdaptiveAvgPool2d to 2, 4 does not export where the input's size is not known, and all that is known here is [N, 8, ?, ?]; state the input's sizes in the doc comment of forward or in modelfix.json
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
        foreach (var size in new[] { 2, 4 }) pools.Add(AdaptiveAvgPool2d(size));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        foreach (var pool in pools) x = pool.call(x);
        return x;
    }
}
