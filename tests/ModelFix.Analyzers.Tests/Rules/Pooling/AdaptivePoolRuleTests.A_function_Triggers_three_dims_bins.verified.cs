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

    /// <param name="x">Input, [N, 8, 4, 6, 5].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_avg_pool3d(x, (1, 2, 3));
    }
}

// after
// MFX1401 (21,27) Proven Tolerance: adaptive_avg_pool3d from 4x6x5 to 1x2x3 has bins that are no windows of a fixed pool, which no exporter takes; a pool of each bin is the same
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

    /// <param name="x">Input, [N, 8, 4, 6, 5].</param>
    public override Tensor forward(Tensor x)
    {
        return Average4x6x5To1x2x3Bins(x);
    }

    /// <summary>Means of the 1 x 2 x 3 bins into which adaptive pooling cuts 4 x 6 x 5.</summary>
    private static Tensor Average4x6x5To1x2x3Bins(Tensor x)
    {
        return Rows(x, 4);

        Tensor Rows(Tensor planes, long depth) => cat(new[]
        {
            Columns(planes.narrow(3, 0, 3), depth, 3),
            Columns(planes.narrow(3, 3, 3), depth, 3),
        }, 3);

        Tensor Columns(Tensor rows, long depth, long height) => cat(new[]
        {
            functional.avg_pool3d(rows.narrow(4, 0, 2), new long[] { depth, height, 2 }, count_include_pad: false),
            functional.avg_pool3d(rows.narrow(4, 1, 3), new long[] { depth, height, 3 }, count_include_pad: false),
            functional.avg_pool3d(rows.narrow(4, 3, 2), new long[] { depth, height, 2 }, count_include_pad: false),
        }, 4);
    }
}
