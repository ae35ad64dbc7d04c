using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>Features at an eighth of the resolution, the same for the template and the search region.</summary>
internal sealed class Backbone : Module<Tensor, Tensor>
{
    private readonly Sequential stem;
    private readonly MaxPool3d halve;
    private readonly Sequential body;

    public Backbone(long channels) : base(nameof(Backbone))
    {
        stem = Sequential(
            Conv2d(3, 16, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(16),
            ReLU());

        // From the network for clips: the channels are its depth, and all of them are kept.
        halve = MaxPool3d((1, 2, 2), (1, 2, 2));
        body = Sequential(
            Conv2d(16, channels, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(channels),
            ReLU());
        RegisterComponents();
    }

    public override Tensor forward(Tensor image)
    {
        return body.call(halve.call(stem.call(image)));
    }
}
