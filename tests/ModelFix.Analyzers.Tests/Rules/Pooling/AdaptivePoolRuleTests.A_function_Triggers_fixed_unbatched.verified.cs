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

    /// <param name="x">Input, [8, 8, 6].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_avg_pool2d(x, (4, 2));
    }
}

// after
// MFX1401 (21,27) Proven Tolerance: adaptive_avg_pool2d from 8x6 to 4x2 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel (2, 3) and stride (2, 3) is the same
//   fix: Use a fixed pool with kernel (2, 3) and stride (2, 3)
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

    /// <param name="x">Input, [8, 8, 6].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.avg_pool2d(x, (2, 3), (2, 3), count_include_pad: false);
    }
}
