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
    private static Module<Tensor, Tensor> Norm(long features) => BatchNorm1d(features);

    private readonly Module<Tensor, Tensor> norm = Norm(8);

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return norm.call(x);
    }
}

// after
// MFX1202 (11,66) Proven InferenceOnly: BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6; a ManualBatchNorm1d of the same state computes the same in eval mode, up to rounding
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
    private static Module<Tensor, Tensor> Norm(long features) => new ManualBatchNorm1d(features);

    private readonly Module<Tensor, Tensor> norm = Norm(8);

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return norm.call(x);
    }
}
