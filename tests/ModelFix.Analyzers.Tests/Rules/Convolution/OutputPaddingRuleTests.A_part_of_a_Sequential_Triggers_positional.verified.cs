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
    private readonly Sequential layers;

    public Net() : base("Net")
    {
        layers = Sequential(ConvTranspose3d(4, 3, 3, 2, 1, 1), BatchNorm3d(3), ReLU());
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}

// after
// MFX1503 (15,29) Proven Tolerance: ConvTranspose3d with output_padding is refused by TensorRT 7.1 to 8.2; padding 0 and the output without its first position in each spatial dim is the same
//   fix: Use less padding and drop the first positions instead of output padding
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public Net() : base("Net")
    {
        layers = Sequential(("0", ConvTranspose3d(4, 3, 3, 2, 0, 0)), ("0_crop", new CropLeading(1, 3)), ("1", BatchNorm3d(3)), ("2", ReLU()));
        RegisterComponents();
    }

    /// <param name="x">Input, [N, 4, 2, 3, 4].</param>
    public override Tensor forward(Tensor x)
    {
        return layers.call(x);
    }
}
// ==== CropLeading.cs
#nullable disable

using global::TorchSharp;
using static global::TorchSharp.torch;
using static global::TorchSharp.torch.nn;

/// <summary>Drops the first positions of each of the last dims. Has no parameters, so a state_dict does not see it.</summary>
public sealed class CropLeading : Module<Tensor, Tensor>
{
    private readonly long _count;
    private readonly int _dims;

    /// <param name="count">How many positions are dropped.</param>
    /// <param name="dims">From how many of the last dims.</param>
    public CropLeading(long count, int dims)
        : base(nameof(CropLeading))
    {
        _count = count;
        _dims = dims;
    }

    public override Tensor forward(Tensor input)
    {
        for (int dim = 1; dim <= _dims; dim++) input = input.slice(-dim, _count, long.MaxValue, 1);
        // A view of the rest would be fine, but not for code that calls view() on it.
        return input.contiguous();
    }
}
