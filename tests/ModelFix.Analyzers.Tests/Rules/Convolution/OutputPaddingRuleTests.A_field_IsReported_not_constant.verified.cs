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
    private readonly ConvTranspose3d up;

    public Net() : base("Net")
    {
        var k = (long)DateTime.Now.Year % 3;
        up = ConvTranspose3d(4, 3, k, 2, 1, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}

// after
// MFX1503 (16,14) Report BitExact: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; make kernel, stride, padding, output padding and dilation literals, so that it can be rewritten
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly ConvTranspose3d up;

    public Net() : base("Net")
    {
        var k = (long)DateTime.Now.Year % 3;
        up = ConvTranspose3d(4, 3, k, 2, 1, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}
