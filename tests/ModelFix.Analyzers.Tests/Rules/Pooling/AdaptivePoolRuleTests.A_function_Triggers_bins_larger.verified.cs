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

    /// <param name="x">Input, [N, 8, 4, 2].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_avg_pool2d(x, (1, 3));
    }
}

// after
// MFX1401 (21,27) Proven Tolerance: adaptive_avg_pool2d from 4x2 to 1x3 has bins that are no windows of a fixed pool, which no exporter takes; a pool of each bin is the same
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

    /// <param name="x">Input, [N, 8, 4, 2].</param>
    public override Tensor forward(Tensor x)
    {
        return Average4x2To1x3Bins(x);
    }

    /// <summary>Means of the 1 x 3 bins into which adaptive pooling cuts 4 x 2.</summary>
    private static Tensor Average4x2To1x3Bins(Tensor x)
    {
        return Columns(x, 4);

        Tensor Columns(Tensor rows, long height) => cat(new[]
        {
            functional.avg_pool2d(rows.narrow(3, 0, 1), (height, 1), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 0, 2), (height, 2), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 1, 1), (height, 1), count_include_pad: false),
        }, 3);
    }
}
