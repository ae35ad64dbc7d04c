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
        up = ConvTranspose2d(4, 3, 3, 2, 1, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 3, 4].</param>
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
    private readonly ConvTranspose2d up;

    public Net() : base("Net")
    {
        up = ConvTranspose2d(4, 3, 3, 2, 1, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}
