using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>What stands above and below: an LSTM reads the rows of the map, from zero states.</summary>
public sealed class RowContext : Module<Tensor, Tensor>
{
    private const int Channels = 32;

    private readonly LSTM lstm;

    public RowContext() : base(nameof(RowContext))
    {
        lstm = LSTM(Channels, Channels, batchFirst: true);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var rows = x.mean(new long[] { 3 }).transpose(1, 2);
        var h = torch.zeros(1, x.shape[0], Channels, device: x.device);
        var c = torch.zeros(1, x.shape[0], Channels, device: x.device);
        var (read, _, _) = lstm.call(rows, (h, c));
        return x + read.transpose(1, 2).unsqueeze(3);
    }
}
