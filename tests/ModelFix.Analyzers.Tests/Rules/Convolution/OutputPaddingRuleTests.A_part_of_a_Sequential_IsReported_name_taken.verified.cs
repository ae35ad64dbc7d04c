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
        layers = Sequential(("up", ConvTranspose3d(4, 3, 3, 2, 1, 1)), ("up_crop", ReLU()));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1503 (15,36) Report BitExact: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; padding 0 and the output without its first position in each spatial dim is the same, to be written by hand: the Sequential has a layer of the name that the crop would get
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
        layers = Sequential(("up", ConvTranspose3d(4, 3, 3, 2, 1, 1)), ("up_crop", ReLU()));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
