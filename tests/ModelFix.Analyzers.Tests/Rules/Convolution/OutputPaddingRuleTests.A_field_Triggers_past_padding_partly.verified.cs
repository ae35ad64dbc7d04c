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
    private readonly Module<Tensor, Tensor> up_;

    public Net() : base("Net")
    {
        up_ = ConvTranspose3d(4, 3, (3, 3, 3), (3, 3, 3), (1, 0, 2), output_padding: (2, 2, 2));
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up_.call(x);
    }
}

// after
// MFX1503 (15,15) Proven Tolerance: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; padding 0 and the output without its first positions in each spatial dim and with the bias appended at the end is the same
//   fix: Use less padding and drop the first positions instead of output padding
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> up_;

    public Net() : base("Net")
    {
        up_ = ConvTranspose3d(4, 3, (3, 3, 3), (3, 3, 3), (0, 0, 0));
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return PadUpOutput(up_.call(x));
    }

    /// <summary>The output of up_ as an output padding of 2 makes it: the end of each dim, which no input reaches, holds the bias.</summary>
    private Tensor PadUpOutput(Tensor y)
    {
        y = cat(new[] { y, zeros_like(y.narrow(-3, 0, 1)) + ((global::TorchSharp.Modules.ConvTranspose3d)up_).bias!.view(-1, 1, 1, 1) }, -3);
        y = cat(new[] { y, zeros_like(y.narrow(-2, 0, 1)) + ((global::TorchSharp.Modules.ConvTranspose3d)up_).bias!.view(-1, 1, 1, 1), zeros_like(y.narrow(-2, 0, 1)) + ((global::TorchSharp.Modules.ConvTranspose3d)up_).bias!.view(-1, 1, 1, 1) }, -2);
        return y.slice(-3, 1, long.MaxValue, 1).slice(-1, 2, long.MaxValue, 1).contiguous();
    }
}
