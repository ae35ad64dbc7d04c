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
        layers = Sequential(Conv2d(3, 8, 3, padding: 1), AdaptiveAvgPool2d(4), Flatten(), Linear(128, 2));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1401 (15,58) Proven Tolerance: AdaptiveAvgPool2d from 8x8 to 4x4 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 2 and stride 2 is the same
//   fix: Use a fixed pool with kernel 2 and stride 2
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
        layers = Sequential(Conv2d(3, 8, 3, padding: 1), AvgPool2d(2, 2, count_include_pad: false), Flatten(), Linear(128, 2));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
