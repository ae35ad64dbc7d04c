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
        return functional.interpolate(functional.interpolate(y, size: x.shape[2..]).relu(), size: new long[] { 16, 20 });
    }
}

// after
// MFX1501 (22,27) Proven BitExact: interpolate resizes to a constant size; scale_factor: new double[] { 2, 2 } is the same
//   fix: Use scale_factor: new double[] { 2, 2 }
// MFX1501 (22,50) Proven BitExact: interpolate resizes to a size that is read from a tensor; scale_factor: new double[] { 2, 2 } is the same
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
        return functional.interpolate(functional.interpolate(y, scale_factor: new double[] { 2, 2 }).relu(), scale_factor: new double[] { 2, 2 });
    }
}
