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
    private readonly Module<Tensor, Tensor> act, pool, conv;

    public Net() : base("Net")
    {
        act = ReLU();
        pool = nn.AdaptiveAvgPool1d(1);
        conv = Conv1d(8, 8, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 16].</param>
    public override Tensor forward(Tensor x)
    {
        return conv.call(pool.call(act.call(x)));
    }
}

// after
// MFX1401 (16,16) Proven BitExact: AdaptiveAvgPool1d to size 1 takes the mean of the last dim; mean(new long[] { 2 }, true) is the same
//   fix: Use mean(new long[] { 2 }, true)
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> act, conv;

    public Net() : base("Net")
    {
        act = ReLU();
        conv = Conv1d(8, 8, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 16].</param>
    public override Tensor forward(Tensor x)
    {
        return conv.call(act.call(x).mean(new long[] { 2 }, true));
    }
}
