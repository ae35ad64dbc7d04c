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

    /// <param name="x">Input, [N, 8, 12].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_avg_pool1d(x, 1) + functional.adaptive_max_pool1d(x, 4);
    }
}

// after
// MFX1401 (21,27) Proven BitExact: adaptive_avg_pool1d to size 1 takes the mean of the last dim; mean(new long[] { 2 }, true) is the same
//   fix: Use mean(new long[] { 2 }, true)
// MFX1401 (21,66) Proven BitExact: adaptive_max_pool1d from 12 to 4 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 3 and stride 3 is the same
//   fix: Use a fixed pool with kernel 3 and stride 3
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

    /// <param name="x">Input, [N, 8, 12].</param>
    public override Tensor forward(Tensor x)
    {
        return x.mean(new long[] { 2 }, true) + functional.max_pool1d(x, 3, 3);
    }
}
