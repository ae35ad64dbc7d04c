using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>Depthwise cross-correlation: each channel of a template is a filter for the same channel of its search region.</summary>
internal sealed class Correlation : Module<Tensor, Tensor, Tensor>
{
    public Correlation() : base(nameof(Correlation)) => RegisterComponents();

    public override Tensor forward(Tensor kernel, Tensor region)
    {
        // The pairs of a batch become channels, so that each has filters of its own.
        var (n, c) = (kernel.shape[0], kernel.shape[1]);
        var filters = kernel.reshape(n * c, 1, kernel.shape[2], kernel.shape[3]);
        var channels = region.reshape(1, n * c, region.shape[2], region.shape[3]);
        var response = functional.conv2d(channels, filters, padding: new long[] { 4, 4 }, groups: n * c);
        response = response[.., .., ..^1, ..^1].reshape(n, c, region.shape[2], region.shape[3]);

        // A sum over the template becomes a mean.
        return response / (kernel.shape[2] * kernel.shape[3]);
    }
}
