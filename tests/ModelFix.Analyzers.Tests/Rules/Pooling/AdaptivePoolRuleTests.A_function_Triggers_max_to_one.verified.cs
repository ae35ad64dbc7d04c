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
        return functional.adaptive_max_pool2d(x, new long[] { 1, 1 });
    }
}

// after
// MFX1401 (21,27) Proven InferenceOnly: adaptive_max_pool2d to size 1 takes the largest value of the last 2 dims; amax(new long[] { 2, 3 }, true) is the same
//   fix: Use amax(new long[] { 2, 3 }, true)
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
        return x.amax(new long[] { 2, 3 }, true);
    }
}
