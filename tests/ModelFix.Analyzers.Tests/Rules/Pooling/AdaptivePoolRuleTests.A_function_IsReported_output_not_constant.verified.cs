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

    /// <param name="x">Input, [N, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var n = x.shape[2] / 2; return functional.adaptive_avg_pool1d(x, n);
    }
}

// after
// MFX1401 (21,51) Report BitExact: adaptive_avg_pool1d to a size that is not a constant does not export; make the output size a literal
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

    /// <param name="x">Input, [N, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var n = x.shape[2] / 2; return functional.adaptive_avg_pool1d(x, n);
    }
}
