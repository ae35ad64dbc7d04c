using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>What the tracker is trained with: L1 between boxes, as multiples of the true size.</summary>
public sealed class BoxDistance : Module<Tensor, Tensor, Tensor>
{
    public BoxDistance() : base(nameof(BoxDistance)) => RegisterComponents();

    /// <param name="predicted">float32[N, 4]</param>
    /// <param name="target">float32[N, 4]</param>
    public override Tensor forward(Tensor predicted, Tensor target)
    {
        target.clamp_(0, 1);
        return (predicted - target).abs().mean(new long[] { 0, 1 });
    }
}
