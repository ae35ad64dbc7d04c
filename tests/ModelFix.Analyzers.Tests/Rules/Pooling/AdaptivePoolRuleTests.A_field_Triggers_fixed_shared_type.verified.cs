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
    private readonly AdaptiveAvgPool2d small, large;

    public Net() : base("Net")
    {
        small = AdaptiveAvgPool2d(2);
        large = AdaptiveAvgPool2d(4);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return small.call(large.call(x));
    }
}

// after
// MFX1401 (15,17) Proven Tolerance: AdaptiveAvgPool2d from 4x4 to 2x2 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 2 and stride 2 is the same
//   fix: Use a fixed pool with kernel 2 and stride 2
// MFX1401 (16,17) Proven Tolerance: AdaptiveAvgPool2d from 8x8 to 4x4 exports only where the exporter knows the input's size and the output divides it; a fixed pool with kernel 2 and stride 2 is the same
//   fix: Use a fixed pool with kernel 2 and stride 2
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly AvgPool2d small;
    private readonly AvgPool2d large;

    public Net() : base("Net")
    {
        small = AvgPool2d(2, 2, count_include_pad: false);
        large = AvgPool2d(2, 2, count_include_pad: false);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return small.call(large.call(x));
    }
}
