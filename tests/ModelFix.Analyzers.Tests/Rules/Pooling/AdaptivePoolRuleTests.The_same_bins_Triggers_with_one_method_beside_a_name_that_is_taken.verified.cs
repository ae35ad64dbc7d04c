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
    private static Tensor Max8To3Bins(Tensor x) => x;

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var y = functional.adaptive_avg_pool1d(x, 3);
        y = y + functional.adaptive_avg_pool1d(x.relu(), 3);
        return y + Max8To3Bins(functional.adaptive_max_pool1d(x, 3));
    }
}

// after
// MFX1401 (22,28) Proven Tolerance: adaptive_avg_pool1d from 8 to 3 has bins that are no windows of a fixed pool, which no exporter takes; a pool of each bin is the same
//   fix: Use a pool of each bin
// MFX1401 (23,28) Proven Tolerance: adaptive_avg_pool1d from 8 to 3 has bins that are no windows of a fixed pool, which no exporter takes; a pool of each bin is the same
//   fix: Use a pool of each bin
// MFX1401 (24,43) Proven BitExact: adaptive_max_pool1d from 8 to 3 has bins that are no windows of a fixed pool, which no exporter takes; a pool of each bin is the same
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
    private static Tensor Max8To3Bins(Tensor x) => x;

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8].</param>
    public override Tensor forward(Tensor x)
    {
        var y = Average8To3Bins(x);
        y = y + Average8To3Bins(x.relu());
        return y + Max8To3Bins(Max8To3Bins2(x));
    }

    /// <summary>Means of the 3 bins into which adaptive pooling cuts 8.</summary>
    private static Tensor Average8To3Bins(Tensor x)
    {
        return cat(new[]
        {
            functional.avg_pool1d(x.narrow(2, 0, 3), 3, count_include_pad: false),
            functional.avg_pool1d(x.narrow(2, 2, 4), 4, count_include_pad: false),
            functional.avg_pool1d(x.narrow(2, 5, 3), 3, count_include_pad: false),
        }, 2);
    }

    /// <summary>Largest values of the 3 bins into which adaptive pooling cuts 8.</summary>
    private static Tensor Max8To3Bins2(Tensor x)
    {
        return cat(new[]
        {
            functional.max_pool1d(x.narrow(2, 0, 3), 3),
            functional.max_pool1d(x.narrow(2, 2, 4), 4),
            functional.max_pool1d(x.narrow(2, 5, 3), 3),
        }, 2);
    }
}
