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
    private readonly Conv2d conv;

    public Net() : base("Net")
    {
        conv = Conv2d(8, 4, 1);
        pool = AdaptiveAvgPool2d(1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return conv.call(pool.call(x)) + conv.forward(this.pool.forward(x));
    }
}

// after
// MFX1401 (17,16) Proven BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; mean(new long[] { -2, -1 }, true) is the same
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
    private readonly Conv2d conv;

    public Net() : base("Net")
    {
        conv = Conv2d(8, 4, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return conv.call(x.mean(new long[] { -2, -1 }, true)) + conv.forward(x.mean(new long[] { -2, -1 }, true));
    }
}
