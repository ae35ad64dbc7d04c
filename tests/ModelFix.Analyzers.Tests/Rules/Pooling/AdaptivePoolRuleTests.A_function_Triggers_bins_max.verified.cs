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

    /// <param name="x">Input, [..., 8].</param>
    public override Tensor forward(Tensor x)
    {
        return functional.adaptive_max_pool1d(x, 3);
    }
}

// after
// MFX1401 (21,27) Proven BitExact: adaptive_max_pool1d from 8 to 3 has bins that are no windows of a fixed pool, which no exporter takes; a pool of each bin is the same
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

    /// <param name="x">Input, [..., 8].</param>
    public override Tensor forward(Tensor x)
    {
        return Max8To3Bins(x);
    }

    /// <summary>Largest values of the 3 bins into which adaptive pooling cuts 8.</summary>
    private static Tensor Max8To3Bins(Tensor x)
    {
        return cat(new[]
        {
            functional.max_pool1d(x.narrow(-1, 0, 3), 3),
            functional.max_pool1d(x.narrow(-1, 2, 4), 4),
            functional.max_pool1d(x.narrow(-1, 5, 3), 3),
        }, -1);
    }
}
