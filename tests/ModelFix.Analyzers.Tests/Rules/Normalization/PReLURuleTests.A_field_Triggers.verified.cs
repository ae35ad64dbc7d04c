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
    private readonly PReLU act;
    public Net() : base("Net")
    {
        act = PReLU(3);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 4, 3].</param>
    public override Tensor forward(Tensor x)
    {
        var y = act.call(x);
        return y + this.act.forward(x * 2);
    }
}

// after
// MFX1205 (14,15) Proven InferenceOnly: PReLU exports as PRelu, which TensorRT 5 takes in part only; relu(x) - weight * relu(-x) is the same when it is not trained
//   fix: Write it as two relus
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly PReLU act;
    public Net() : base("Net")
    {
        act = PReLU(3);
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 4, 3].</param>
    public override Tensor forward(Tensor x)
    {
        var y = PreluOf4Dims(x, act.weight!);
        return y + PreluOf4Dims(x * 2, this.act.weight!);
    }

    private static Tensor PreluOf4Dims(Tensor x, Tensor weight) => functional.relu(x) - weight.view(-1, 1, 1) * functional.relu(-x);
}
