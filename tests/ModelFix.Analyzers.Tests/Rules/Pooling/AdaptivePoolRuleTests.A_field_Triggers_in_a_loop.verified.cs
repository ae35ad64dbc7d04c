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
    private readonly ModuleList<Module<Tensor, Tensor>> pools = new();

    public Net() : base("Net")
    {
        foreach (var size in new[] { 2, 3, 6 }) pools.Add(AdaptiveMaxPool2d(new long[] { size, size }));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 12, 24].</param>
    public override Tensor forward(Tensor x)
    {
        var y = new List<Tensor>();
        foreach (var pool in pools) y.Add(pool.call(x).flatten(1));
        return cat(y, 1);
    }
}

// after
// MFX1401 (15,59) Proven BitExact: AdaptiveMaxPool2d from 12x24 to 2, 3, 6 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel (12 / size, 24 / size) and stride (12 / size, 24 / size) is the same
//   fix: Use a fixed pool with kernel (12 / size, 24 / size) and stride (12 / size, 24 / size)
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> pools = new();

    public Net() : base("Net")
    {
        foreach (var size in new[] { 2, 3, 6 }) pools.Add(MaxPool2d((12 / size, 24 / size), (12 / size, 24 / size)));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 12, 24].</param>
    public override Tensor forward(Tensor x)
    {
        var y = new List<Tensor>();
        foreach (var pool in pools) y.Add(pool.call(x).flatten(1));
        return cat(y, 1);
    }
}
