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
    private readonly AdaptiveAvgPool2d pool;

    public Net() : base("Net")
    {
        pool = AdaptiveAvgPool2d((3, 3));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x) + pool.call(x + 1);
    }
}

// after
// MFX1401 (15,16) Proven Tolerance: AdaptiveAvgPool2d from 8x8 to 3x3 has bins that are no windows of a fixed pool, which no exporter takes; a pool of each bin is the same
//   fix: Use a pool of each bin
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

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return Average8x8To3x3Bins(x) + Average8x8To3x3Bins(x + 1);
    }

    /// <summary>Means of the 3 x 3 bins into which adaptive pooling cuts 8 x 8.</summary>
    private static Tensor Average8x8To3x3Bins(Tensor x)
    {
        return cat(new[]
        {
            Columns(x.narrow(2, 0, 3), 3),
            Columns(x.narrow(2, 2, 4), 4),
            Columns(x.narrow(2, 5, 3), 3),
        }, 2);

        Tensor Columns(Tensor rows, long height) => cat(new[]
        {
            functional.avg_pool2d(rows.narrow(3, 0, 3), (height, 3), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 2, 4), (height, 4), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 5, 3), (height, 3), count_include_pad: false),
        }, 3);
    }
}
