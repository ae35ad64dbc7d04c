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
        up = ConvTranspose3d(4, 3, 3, 2, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}

// after
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
        up = ConvTranspose3d(4, 3, 3, 2, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}
