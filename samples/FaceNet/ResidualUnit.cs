using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FaceNet;

/// <summary>Two convolutions with PReLU, the second one strided, and a squeeze-and-excitation gate.</summary>
public sealed class ResidualUnit : Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly Sequential shortcut;
    private readonly Linear squeeze;
    private readonly Linear excite;

    public ResidualUnit(long inChannels, long outChannels) : base(nameof(ResidualUnit))
    {
        body = Sequential(
            Conv2d(inChannels, outChannels, 3, padding: 1, bias: false),
            BatchNorm2d(outChannels),
            PReLU(outChannels),
            Conv2d(outChannels, outChannels, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(outChannels));
        shortcut = Sequential(
            Conv2d(inChannels, outChannels, 1, stride: 2, bias: false),
            BatchNorm2d(outChannels));
        squeeze = Linear(outChannels, outChannels / 4);
        excite = Linear(outChannels / 4, outChannels);
        RegisterComponents();
    }

    /// <param name="x">[N, C, H, W]</param>
    public override Tensor forward(Tensor x)
    {
        var y = body.call(x);

        // A field called squeeze is not an operator.
        var gate = functional.relu(squeeze.call(y.mean(new long[] { 2, 3 })));
        gate = excite.call(gate).sigmoid();
        var (b, c) = (y.shape[0], y.shape[1]);
        return y * gate.view(b, c, 1, 1) + shortcut.call(x);
    }
}
