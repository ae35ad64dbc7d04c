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
    private readonly AdaptiveMaxPool3d pool;

    public Net() : base("Net")
    {
        pool = AdaptiveMaxPool3d(new long[] { 1, 1, 1 });
        RegisterComponents();
    }

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (15,16) Proven InferenceOnly: AdaptiveMaxPool3d to size 1 takes the largest value of the last 3 dims; amax(new long[] { -3, -2, -1 }, true) is the same (in TorchSharp 0.105.2 to 0.107 AdaptiveMaxPool3d throws)
//   fix: Use amax(new long[] { -3, -2, -1 }, true)
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

    /// <param name="x">Input, any shape.</param>
    public override Tensor forward(Tensor x)
    {
        return x.amax(new long[] { -3, -2, -1 }, true);
    }
}
