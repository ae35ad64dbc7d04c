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
        layers = Sequential(Conv2d(3, 8, 2), AdaptiveAvgPool2d((1, 1)));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1401 (15,46) Proven Tolerance: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; a fixed pool with kernel 7 and stride 7 is the same
//   fix: Use a fixed pool with kernel 7 and stride 7
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
        layers = Sequential(Conv2d(3, 8, 2), AvgPool2d(7, 7, count_include_pad: false));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
