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
    private readonly ModuleList<Module<Tensor, Tensor>> layers = new();

    public Net() : base("Net")
    {
        for (var i = 0; i < 2; i++) layers.Add(BatchNorm1d(8));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x);
        return x;
    }
}

// after
// MFX1202 (15,48) Proven InferenceOnly: BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6; a ManualBatchNorm1d of the same state computes the same in eval mode, up to rounding
//   fix: Use ManualBatchNorm1d
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> layers = new();

    public Net() : base("Net")
    {
        for (var i = 0; i < 2; i++) layers.Add(new ManualBatchNorm1d(8));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 8].</param>
    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x);
        return x;
    }
}
