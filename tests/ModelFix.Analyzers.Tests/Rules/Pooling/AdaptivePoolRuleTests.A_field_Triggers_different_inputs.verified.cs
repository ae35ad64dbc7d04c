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

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x) + pool.call(x.narrow(2, 0, 4));
    }
}

// after
// MFX1401 (15,16) Proven Tolerance: AdaptiveAvgPool2d from 8x8 to 2x2 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 4 and stride 4 is the same
//   fix: Use a fixed pool with kernel 4 and stride 4
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{

    public Net() : base("Net")
    {
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.avg_pool2d(x, 4, 4, count_include_pad: false) + functional.avg_pool2d(x.narrow(2, 0, 4), (2, 4), (2, 4), count_include_pad: false);
    }
}
