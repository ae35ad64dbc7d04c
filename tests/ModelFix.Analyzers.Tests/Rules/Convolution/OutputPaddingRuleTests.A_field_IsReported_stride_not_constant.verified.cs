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
    private readonly ConvTranspose2d up;

    public Net() : base("Net")
    {
        var s = (long)DateTime.Now.Year % 3;
        up = ConvTranspose2d(4, 3, 3, s, 1, 1, 2);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}

// after
// MFX1503 (16,14) Report BitExact: ConvTranspose2d with output_padding is refused by ONNX Runtime where it is not below the stride; make kernel, stride, padding, output padding and dilation literals, so that it can be rewritten
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly ConvTranspose2d up;

    public Net() : base("Net")
    {
        var s = (long)DateTime.Now.Year % 3;
        up = ConvTranspose2d(4, 3, 3, s, 1, 1, 2);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}
