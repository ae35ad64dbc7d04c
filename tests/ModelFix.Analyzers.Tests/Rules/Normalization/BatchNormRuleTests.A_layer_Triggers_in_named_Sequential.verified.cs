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
    private readonly Sequential layers;

    public Net() : base("Net")
    {
        layers = Sequential(("fc", Linear(8, 8)), ("norm", BatchNorm1d(8)));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1202 (15,60) Proven InferenceOnly: BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6; a ManualBatchNorm1d of the same state computes the same in eval mode, up to rounding
//   fix: Use ManualBatchNorm1d
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public Net() : base("Net")
    {
        layers = Sequential(("fc", Linear(8, 8)), ("norm", new ManualBatchNorm1d(8)));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
