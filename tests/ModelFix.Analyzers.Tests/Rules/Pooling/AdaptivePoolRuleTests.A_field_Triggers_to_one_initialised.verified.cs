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
    private readonly Module<Tensor, Tensor> pool = AdaptiveMaxPool2d([1, 1]);

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 6, 6].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x.relu() + 1);
    }
}

// after
// MFX1401 (11,52) Proven InferenceOnly: AdaptiveMaxPool2d to size 1 takes the largest value of the last 2 dims; amax([2, 3], true) is the same
//   fix: Use amax([2, 3], true)
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

    /// <param name="x">Input, [N, 8, 6, 6].</param>
    public override Tensor forward(Tensor x)
    {
        return (x.relu() + 1).amax([2, 3], true);
    }
}
