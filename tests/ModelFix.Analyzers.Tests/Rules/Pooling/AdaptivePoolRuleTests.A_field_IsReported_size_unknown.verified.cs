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

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(2);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, H, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (15,16) Report BitExact: AdaptiveAvgPool2d to 2x2 does not export where the input's size is not known, and all that is known here is [N, 8, H, 8]; state the input's sizes in the doc comment of forward or in modelfix.json
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

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(2);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, H, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}
