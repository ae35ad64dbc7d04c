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
    private readonly Parameter scale = new Parameter(ones(1));
    private Tensor Twice(Tensor t) => t * 2;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 6], N >= 1.</param>
    public override Tensor forward(Tensor x)
    {
        if (x.shape[1] == 3)
            x = x * 2;
        else
            x = x / 2;

        return x;
    }
}

// after
// MFX1702 (22,13) Proven BitExact: 'x.shape[1] == 3' chooses by sizes what is exported: it is true for every input here, but onnxify takes no branch; keep what it chooses
//   fix: Keep the branch that is taken
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Parameter scale = new Parameter(ones(1));
    private Tensor Twice(Tensor t) => t * 2;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, [N, 3, 8, 6], N >= 1.</param>
    public override Tensor forward(Tensor x)
    {
        x = x * 2;

        return x;
    }
}
