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
    private readonly BatchNorm1d a, b,
        c;

    public Net() : base("Net")
    {
        a = BatchNorm1d(8);
        b = BatchNorm1d(8, 1e-3);
        c = BatchNorm1d(8, 1e-4);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return a.call(b.call(c.call(x)));
    }
}

// after
// MFX1202 (16,13) Proven InferenceOnly: BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6; a ManualBatchNorm1d of the same state computes the same in eval mode, up to rounding
//   fix: Use ManualBatchNorm1d
// MFX1202 (17,13) Proven InferenceOnly: BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6; a ManualBatchNorm1d of the same state computes the same in eval mode, up to rounding
//   fix: Use ManualBatchNorm1d
// MFX1202 (18,13) Proven InferenceOnly: BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6; a ManualBatchNorm1d of the same state computes the same in eval mode, up to rounding
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
    private readonly ManualBatchNorm1d a;
    private readonly ManualBatchNorm1d b;
    private readonly ManualBatchNorm1d c;

    public Net() : base("Net")
    {
        a = new ManualBatchNorm1d(8);
        b = new ManualBatchNorm1d(8, 1e-3);
        c = new ManualBatchNorm1d(8, 1e-4);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return a.call(b.call(c.call(x)));
    }
}
