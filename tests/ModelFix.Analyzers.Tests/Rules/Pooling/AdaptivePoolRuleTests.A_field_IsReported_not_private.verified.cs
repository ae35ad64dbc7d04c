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
    public readonly AdaptiveAvgPool2d pool;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (15,16) Report BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; make 'pool' private, so that no other code calls it
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    public readonly AdaptiveAvgPool2d pool;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}
