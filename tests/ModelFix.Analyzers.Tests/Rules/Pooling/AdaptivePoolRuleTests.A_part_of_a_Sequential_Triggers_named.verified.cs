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
    private readonly Sequential layers;

    public Net() : base("Net")
    {
        layers = Sequential(("conv", Conv2d(3, 8, 3)), ("pool", AdaptiveMaxPool2d(new long[] { 1, 1 })));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 18, 18].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1401 (15,65) Proven BitExact: AdaptiveMaxPool2d to size 1 takes the largest value of the last 2 dims; a fixed pool with kernel 16 and stride 16 is the same
//   fix: Use a fixed pool with kernel 16 and stride 16
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public Net() : base("Net")
    {
        layers = Sequential(("conv", Conv2d(3, 8, 3)), ("pool", MaxPool2d(16, 16)));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 18, 18].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
