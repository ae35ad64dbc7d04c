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
    private Module<Tensor, Tensor> pool;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        if (DateTime.Now.Year > 2000) pool = ReLU();
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (15,16) Report BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; assign 'pool' only once, so that it is known what it is
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private Module<Tensor, Tensor> pool;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d(1);
        if (DateTime.Now.Year > 2000) pool = ReLU();
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}
