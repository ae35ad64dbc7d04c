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
    private readonly Sequential pools;

    public Net() : base("Net")
    {
        var all = new List<(string, Module<Tensor, Tensor>)>();
        var sizes = new[] { 1, 2, 4 };
        for (int i = 0; i < sizes.Length; i++) all.Add(($"p{i}", AdaptiveAvgPool2d(sizes[i])));
        pools = Sequential(all);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var y = new List<Tensor>();
        foreach (var pool in pools.children()) y.Add(((Module<Tensor, Tensor>)pool).call(x).flatten(1));
        return cat(y, 1);
    }
}

// after
// MFX1401 (17,66) Proven Tolerance: AdaptiveAvgPool2d from 8x8 to 1, 2, 4 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 8 / sizes[i] and stride 8 / sizes[i] is the same
//   fix: Use a fixed pool with kernel 8 / sizes[i] and stride 8 / sizes[i]
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Sequential pools;

    public Net() : base("Net")
    {
        var all = new List<(string, Module<Tensor, Tensor>)>();
        var sizes = new[] { 1, 2, 4 };
        for (int i = 0; i < sizes.Length; i++) all.Add(($"p{i}", sizes[i] == 1 ? AdaptiveAvgPool2d(1) : AvgPool2d(8 / sizes[i], 8 / sizes[i], count_include_pad: false)));
        pools = Sequential(all);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var y = new List<Tensor>();
        foreach (var pool in pools.children()) y.Add(((Module<Tensor, Tensor>)pool).call(x).flatten(1));
        return cat(y, 1);
    }
}
