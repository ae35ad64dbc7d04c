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
    // Global pooling.
    private readonly AdaptiveAvgPool2d pool;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (16,16) Proven BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; mean(new long[] { -2, -1 }, true) is the same
//   fix: Use mean(new long[] { -2, -1 }, true)
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    // Global pooling.
    private readonly AdaptiveAvgPool2d pool;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return x.mean(new long[] { -2, -1 }, true);
    }
}
