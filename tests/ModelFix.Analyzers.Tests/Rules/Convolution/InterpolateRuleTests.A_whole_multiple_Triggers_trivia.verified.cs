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
        return functional.interpolate(
            y, // half
            size: x.shape[2..], /* its size */
            align_corners: null);
    }
}

// after
// MFX1501 (22,27) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
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

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 10].</param>
    public override Tensor forward(Tensor x)
    {
        var y = functional.avg_pool2d(x, 2);
        return functional.interpolate(
            y, // half
            scale_factor: new double[] { 2, 2 }, /* its size */
            align_corners: null);
    }
}
