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

    /// <param name="x">Input, float32[N, 8, 4, 6, 5].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_avg_pool3d(x, (2, 2, 1));
    }
}

// after
// MFX1401 (21,27) Proven Tolerance: adaptive_avg_pool3d from 4x6x5 to 2x2x1 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel (2, 3, 5) and stride (2, 3, 5) is the same
//   fix: Use a fixed pool with kernel (2, 3, 5) and stride (2, 3, 5)
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

    /// <param name="x">Input, float32[N, 8, 4, 6, 5].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.avg_pool3d(x, new long[] { 2, 3, 5 }, new long[] { 2, 3, 5 }, count_include_pad: false);
    }
}
