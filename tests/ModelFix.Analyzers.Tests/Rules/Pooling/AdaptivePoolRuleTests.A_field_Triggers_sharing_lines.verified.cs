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
    private readonly Conv2d conv; private readonly AdaptiveAvgPool2d pool;

    protected override void Dispose(bool disposing)
    {
        if (disposing) { pool.Dispose(); conv.Dispose(); }
    }

    public Net() : base("Net")
    {
        conv = Conv2d(8, 8, 1); pool = AdaptiveAvgPool2d(1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 6, 6].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(conv.call(x));
    }
}

// after
// MFX1401 (20,40) Proven BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; mean(new long[] { 2, 3 }, true) is the same
//   fix: Use mean(new long[] { 2, 3 }, true)
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Conv2d conv;

    protected override void Dispose(bool disposing)
    {
        if (disposing) { conv.Dispose(); }
    }

    public Net() : base("Net")
    {
        conv = Conv2d(8, 8, 1);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 6, 6].</param>
    public override Tensor forward(Tensor x)
    {
        return conv.call(x).mean(new long[] { 2, 3 }, true);
    }
}
