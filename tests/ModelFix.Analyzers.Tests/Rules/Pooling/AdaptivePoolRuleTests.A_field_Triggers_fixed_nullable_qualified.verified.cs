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
    private TorchSharp.Modules.AdaptiveAvgPool1d? pool = nn.AdaptiveAvgPool1d(4);

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 12].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}

// after
// MFX1401 (11,58) Proven Tolerance: AdaptiveAvgPool1d from 12 to 4 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 3 and stride 3 is the same
//   fix: Use a fixed pool with kernel 3 and stride 3
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private TorchSharp.Modules.AvgPool1d? pool = nn.AvgPool1d(3, 3, count_include_pad: false);

    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 12].</param>
    public override Tensor forward(Tensor x)
    {
        return pool.call(x);
    }
}
