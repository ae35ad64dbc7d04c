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
    private const float Limit = 0.1f;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3].</param>
    public override Tensor forward(Tensor x)
    {
        return x.sum().ToSingle() < 3 ? x.exp() : x + x;
    }
}

// after
// MFX1701 (21,24) Proven InferenceOnly: ToSingle reads a tensor while the model is traced: the branch that the example takes is exported for every input; where computes both and chooses at run time
//   fix: Use where
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private const float Limit = 0.1f;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3].</param>
    public override Tensor forward(Tensor x)
    {
        return where(x.sum() < 3, x.exp(), x + x);
    }
}
