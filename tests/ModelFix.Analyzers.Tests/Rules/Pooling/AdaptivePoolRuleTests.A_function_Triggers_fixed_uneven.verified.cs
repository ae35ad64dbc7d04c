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

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 6, 7].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_max_pool2d(x, new long[] { 2, 3 });
    }
}

// after
// MFX1401 (21,27) Proven BitExact: adaptive_max_pool2d from 6x7 to 2x3 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 3 and stride (3, 2) is the same
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

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 6, 7].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.max_pool2d(x, (3, 3), (3, 2));
    }
}
