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
        layers = Sequential(ReLU(), AdaptiveAvgPool2d(3));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1401 (15,37) Report BitExact: AdaptiveAvgPool2d to 3x3 exports only where the exporter knows the input's size and the output divides it; its bins of 8x8 are no windows of a fixed pool: pool after the Sequential instead
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
        layers = Sequential(ReLU(), AdaptiveAvgPool2d(3));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
