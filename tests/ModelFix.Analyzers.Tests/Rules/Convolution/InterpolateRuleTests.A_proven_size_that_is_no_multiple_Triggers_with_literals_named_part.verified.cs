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
    private const long Height = 11, Half = 8;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 10].</param>
    public override Tensor forward(Tensor x)
    {
        var y = functional.avg_pool2d(x, 2);
        return functional.interpolate(x, size: new[] { Height, y.shape[3] });
    }
}

// after
// MFX1501 (22,27) Proven BitExact: interpolate resizes to a size that is read from a tensor; the size is 11x5
//   fix: Use the size 11x5
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private const long Height = 11, Half = 8;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 10].</param>
    public override Tensor forward(Tensor x)
    {
        var y = functional.avg_pool2d(x, 2);
        return functional.interpolate(x, size: new long[] { Height, 5 });
    }
}
