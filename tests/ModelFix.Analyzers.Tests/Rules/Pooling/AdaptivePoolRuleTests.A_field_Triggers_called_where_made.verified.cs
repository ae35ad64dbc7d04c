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

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return AdaptiveAvgPool2d(1).call(x) + nn.AdaptiveMaxPool2d(new long[] { 2, 2 }).forward(x);
    }
}

// after
// MFX1401 (21,16) Proven BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; mean(new long[] { 2, 3 }, true) is the same
//   fix: Use mean(new long[] { 2, 3 }, true)
// MFX1401 (21,47) Proven BitExact: AdaptiveMaxPool2d from 8x8 to 2x2 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 4 and stride 4 is the same
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
        return x.mean(new long[] { 2, 3 }, true) + functional.max_pool2d(x, 4, 4);
    }
}
