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
        up = ConvTranspose3d(4, 3, (3, 3, 3), (2, 2, 2), (1, 1, 1), (0, 1, 1));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x).relu();
    }
}

// after
// MFX1503 (15,14) Report BitExact: output_padding (0, 1, 1) has no effect: TorchSharp 0.107 takes only its first entry, 0, for all dims; leave it out to say what is computed
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
        up = ConvTranspose3d(4, 3, (3, 3, 3), (2, 2, 2), (1, 1, 1), (0, 1, 1));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x).relu();
    }
}
