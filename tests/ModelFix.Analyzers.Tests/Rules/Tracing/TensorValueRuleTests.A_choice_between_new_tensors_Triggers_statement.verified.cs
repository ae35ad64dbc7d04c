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
        Tensor y;
        if (x.mean().item<float>() > 0.5f)
        {
            y = x * 2;
        }
        else
        {
            y = x + 2;
        }

        return y;
    }
}

// after
// MFX1701 (22,22) Proven InferenceOnly: item<float> reads a tensor while the model is traced: the branch that the example takes is exported for every input; where computes both and chooses at run time
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
        Tensor y;
        y = where(x.mean() > 0.5f, x * 2, x + 2);

        return y;
    }
}
