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
        layers = Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 18, 18].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1401 (15,46) Report BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; a fixed pool over 16x16 would add up less exactly: take the mean after the Sequential instead
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
        layers = Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 18, 18].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
