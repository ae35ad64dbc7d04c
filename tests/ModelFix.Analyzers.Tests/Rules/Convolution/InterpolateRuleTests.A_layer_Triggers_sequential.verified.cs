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
    private readonly Module<Tensor, Tensor> up;
    public Net() : base("Net")
    {
        up = Sequential(ReLU(), Upsample(size: new long[] { 16, 20 }, mode: UpsampleMode.Nearest), ReLU());
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 10].</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}

// after
// MFX1501 (14,33) Proven BitExact: Upsample resizes to a constant size; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> up;
    public Net() : base("Net")
    {
        up = Sequential(ReLU(), Upsample(scale_factor: new double[] { 2, 2 }, mode: UpsampleMode.Nearest), ReLU());
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 10].</param>
    public override Tensor forward(Tensor x)
    {
        return up.call(x);
    }
}
