using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StereoNet;

/// <summary>Down by two with strided 3-D convolutions, and up again with a transposed one.</summary>
public sealed class Hourglass : Module<Tensor, Tensor>
{
    private readonly Sequential down;
    private readonly ConvTranspose3d up;
    private readonly BatchNorm3d norm;

    public Hourglass(long channels) : base(nameof(Hourglass))
    {
        down = Sequential(
            Conv3d(channels, 2 * channels, 3, stride: 2, padding: 1, bias: false),
            BatchNorm3d(2 * channels),
            ReLU(),
            Conv3d(2 * channels, 2 * channels, 3, padding: 1, bias: false),
            BatchNorm3d(2 * channels),
            ReLU());
        up = ConvTranspose3d(2 * channels, channels, 3, stride: 2, padding: 1, output_padding: 1, bias: false);
        norm = BatchNorm3d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor volume)
    {
        var x = down.call(volume);
        x = norm.call(up.call(x));
        return functional.relu(x + volume);
    }
}
