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
    private readonly ModuleList<Module<Tensor, Tensor>> ups;

    public Net() : base("Net")
    {
        ups = ModuleList<Module<Tensor, Tensor>>(ConvTranspose3d(4, 3, 3, 2, 1, 1));
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return ups[0].call(x);
    }
}

// after
// MFX1503 (15,50) Report BitExact: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; padding 0 and the output without its first position in each spatial dim is the same, to be written by hand: keep the layer in a private field of its own, so that its calls can be seen
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> ups;

    public Net() : base("Net")
    {
        ups = ModuleList<Module<Tensor, Tensor>>(ConvTranspose3d(4, 3, 3, 2, 1, 1));
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return ups[0].call(x);
    }
}
