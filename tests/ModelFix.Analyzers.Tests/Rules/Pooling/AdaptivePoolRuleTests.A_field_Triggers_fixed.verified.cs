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
        pool = AdaptiveAvgPool2d((2, 3));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 6, 7].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x) - pool.call(x.relu());
    }
}

// after
// MFX1401 (15,16) Proven Tolerance: AdaptiveAvgPool2d from 6x7 to 2x3 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 3 and stride (3, 2) is the same
//   fix: Use a fixed pool with kernel 3 and stride (3, 2)
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly AvgPool2d pool;

    public Net() : base("Net")
    {
        pool = AvgPool2d((3, 3), (3, 2), count_include_pad: false);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 6, 7].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x) - pool.call(x.relu());
    }
}
