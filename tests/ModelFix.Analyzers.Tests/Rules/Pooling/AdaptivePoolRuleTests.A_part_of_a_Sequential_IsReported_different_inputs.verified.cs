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
        layers = Sequential(AdaptiveAvgPool2d(2));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x) + layers.call(x.narrow(2, 0, 4));
    }
}

// after
// MFX1401 (15,29) Report BitExact: AdaptiveAvgPool2d to 2x2 exports only where the exporter knows the input's size and the output divides it; the Sequential is called with inputs of different sizes
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
        layers = Sequential(AdaptiveAvgPool2d(2));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x) + layers.call(x.narrow(2, 0, 4));
    }
}
