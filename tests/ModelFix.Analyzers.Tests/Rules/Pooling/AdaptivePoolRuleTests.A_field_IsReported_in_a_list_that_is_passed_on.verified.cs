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
    private readonly ModuleList<Module<Tensor, Tensor>> all;

    public Net() : base("Net")
    {
        all = ModuleList<Module<Tensor, Tensor>>(AdaptiveAvgPool2d(2), AdaptiveAvgPool2d(1));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return Through(all, x);

        static Tensor Through(IEnumerable<Module<Tensor, Tensor>> all, Tensor x) => all.First().call(x);
    }
}

// after
// MFX1401 (15,50) Report BitExact: AdaptiveAvgPool2d to 2x2 exports only where the exporter knows the input's size and the output divides it; the calls of the list that holds it cannot all be seen
// MFX1401 (15,72) Report BitExact: AdaptiveAvgPool2d to size 1 takes the mean of the last 2 dims; the calls of the list that holds it cannot all be seen
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> all;

    public Net() : base("Net")
    {
        all = ModuleList<Module<Tensor, Tensor>>(AdaptiveAvgPool2d(2), AdaptiveAvgPool2d(1));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        return Through(all, x);

        static Tensor Through(IEnumerable<Module<Tensor, Tensor>> all, Tensor x) => all.First().call(x);
    }
}
