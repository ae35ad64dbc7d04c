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
        layers = Sequential(ConvTranspose3d(4, 3, 2, 2, 0, 1), ReLU());
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1503 (15,29) Report BitExact: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; no output padding and the bias appended at the end of each spatial dim is the same, to be written by hand: inside a Sequential the bias cannot be appended; keep the layer in a field
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
        layers = Sequential(ConvTranspose3d(4, 3, 2, 2, 0, 1), ReLU());
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
