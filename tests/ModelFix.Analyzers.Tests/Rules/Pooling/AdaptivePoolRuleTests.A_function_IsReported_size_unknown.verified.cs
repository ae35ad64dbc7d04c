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

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, H, W].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_avg_pool2d(x, 3);
    }
}

// after
// MFX1401 (21,27) Report BitExact: adaptive_avg_pool2d to 3x3 does not export where the input's size is not known, and all that is known here is [N, 8, H, W]; state the input's sizes in the doc comment of forward or in modelfix.json
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, H, W].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_avg_pool2d(x, 3);
    }
}
