using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StereoNet;

/// <summary>Smooth L1 over the pixels whose true disparity is known. Never exported.</summary>
public sealed class DisparityLoss : Module<Tensor, Tensor, Tensor>
{
    public DisparityLoss() : base(nameof(DisparityLoss)) => RegisterComponents();

    public override Tensor forward(Tensor predicted, Tensor truth)
    {
        truth = truth.squeeze(1);
        var valid = truth > 0;
        var error = (predicted - truth).abs()[valid];
        return error.clamp(min: 1e-6).mean();
    }
}
