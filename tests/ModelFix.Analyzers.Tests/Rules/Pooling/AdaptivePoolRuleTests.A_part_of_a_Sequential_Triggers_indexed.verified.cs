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
        layers = Sequential(AdaptiveAvgPool2d(2), ReLU());
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers[0].call(x);
    }
}

// after
// MFX1401 (15,29) Proven Tolerance: AdaptiveAvgPool2d from 8x8 to 2x2 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 4 and stride 4 is the same
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
    private readonly Sequential layers;

    public Net() : base("Net")
    {
        layers = Sequential(AvgPool2d(4, 4, count_include_pad: false), ReLU());
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers[0].call(x);
    }
}
