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

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 10].</param>
    public override Tensor forward(Tensor x)
    {
        var y = functional.avg_pool2d(x, 2);
        long[] dims = [2, 3];
        return functional.interpolate(y.mean(dims, true), size: [x.shape[2], x.shape[3]]);
    }
}

// after
// MFX1501 (23,27) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: [8, 10] is the same
//   fix: Use scale_factor: [8, 10]
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

    /// <param name="x">Input, [N, 3, 8, 10].</param>
    public override Tensor forward(Tensor x)
    {
        var y = functional.avg_pool2d(x, 2);
        long[] dims = [2, 3];
        return functional.interpolate(y.mean(dims, true), scale_factor: [8, 10]);
    }
}
