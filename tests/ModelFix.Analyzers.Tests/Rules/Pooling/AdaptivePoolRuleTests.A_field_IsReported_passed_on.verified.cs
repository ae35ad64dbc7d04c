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
    private readonly AdaptiveAvgPool2d pool;
    private readonly ModuleList<Module<Tensor, Tensor>> all;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        all = ModuleList<Module<Tensor, Tensor>>(pool);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (16,16) Report BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; 'pool' is used other than by calling it with one tensor: pool
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly AdaptiveAvgPool2d pool;
    private readonly ModuleList<Module<Tensor, Tensor>> all;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        all = ModuleList<Module<Tensor, Tensor>>(pool);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}
