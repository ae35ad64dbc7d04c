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
    private readonly Module<Tensor, Tensor> pool;

    public Net() : base("Net")
    {
        pool = torch.nn.AdaptiveMaxPool2d(new long[] { 2, 2 });
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 4, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (15,16) Proven BitExact: AdaptiveMaxPool2d from 4x4 to 2x2 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 2 and stride 2 is the same
//   fix: Use a fixed pool with kernel 2 and stride 2
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> pool;

    public Net() : base("Net")
    {
        pool = torch.nn.MaxPool2d(2, 2);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 4, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}
