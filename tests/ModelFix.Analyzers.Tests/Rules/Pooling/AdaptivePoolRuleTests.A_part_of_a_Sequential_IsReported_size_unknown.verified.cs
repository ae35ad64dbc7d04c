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
        layers = Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1), ReLU(), AdaptiveAvgPool2d(2));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, H, W].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1401 (15,46) Report BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; the size of its input is not known, only [N, 8, H - 2, W - 2], so that no fixed pool can take its place
// MFX1401 (15,76) Report BitExact: AdaptiveAvgPool2d to 2x2 exports only where the exporter knows the input's size and the output divides it; its bins of 1x1 are no windows of a fixed pool: pool after the Sequential instead
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
        layers = Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1), ReLU(), AdaptiveAvgPool2d(2));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, H, W].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
