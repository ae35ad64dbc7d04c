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
    public readonly ConvTranspose3d up;

    public Net() : base("Net")
    {
        up = ConvTranspose3d(4, 3, 3, 2, 1, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}

// after
// MFX1503 (15,14) Report BitExact: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; padding 0 and the output without its first position in each spatial dim is the same, to be written by hand: 'up' is not private, so other code may call it
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    public readonly ConvTranspose3d up;

    public Net() : base("Net")
    {
        up = ConvTranspose3d(4, 3, 3, 2, 1, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}
