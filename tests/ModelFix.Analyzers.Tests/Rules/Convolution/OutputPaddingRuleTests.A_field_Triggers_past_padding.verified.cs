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
        up = ConvTranspose3d(4, 3, 2, 2, 0, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x).relu() + up.call(x);
    }
}

// after
// MFX1503 (15,14) Proven Tolerance: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; no output padding and the bias appended at the end of each spatial dim is the same
//   fix: Append the bias instead of output padding
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
        up = ConvTranspose3d(4, 3, 2, 2, 0, 0);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return PadUpOutput(up.call(x)).relu() + PadUpOutput(up.call(x));
    }

    /// <summary>The output of up as an output padding of 1 makes it: the end of each dim, which no input reaches, holds the bias.</summary>
    private Tensor PadUpOutput(Tensor y)
    {
        y = cat(new[] { y, zeros_like(y.narrow(2, 0, 1)) + up.bias!.view(-1, 1, 1, 1) }, 2);
        y = cat(new[] { y, zeros_like(y.narrow(3, 0, 1)) + up.bias!.view(-1, 1, 1, 1) }, 3);
        y = cat(new[] { y, zeros_like(y.narrow(4, 0, 1)) + up.bias!.view(-1, 1, 1, 1) }, 4);
        return y;
    }
}
