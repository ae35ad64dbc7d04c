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
    private readonly List<Module<Tensor, Tensor>> pools;

    public Net() : base("Net")
    {
        pools = new[] { 1, 2, 4 }.Select(size => (Module<Tensor, Tensor>)AdaptiveAvgPool2d(size)).ToList();
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);
    }
}

// after
// MFX1401 (15,74) Proven Tolerance: AdaptiveAvgPool2d from 8x4 to 1, 2, 4 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel (8 / size, 4 / size) and stride (8 / size, 4 / size) is the same
//   fix: Use a fixed pool with kernel (8 / size, 4 / size) and stride (8 / size, 4 / size)
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly List<Module<Tensor, Tensor>> pools;

    public Net() : base("Net")
    {
        pools = new[] { 1, 2, 4 }.Select(size => (Module<Tensor, Tensor>)(size == 1 ? AdaptiveAvgPool2d(1) : AvgPool2d((8 / size, 4 / size), (8 / size, 4 / size), count_include_pad: false))).ToList();
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);
    }
}
