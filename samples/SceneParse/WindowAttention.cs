using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Attention among the pixels of a window; the windows are shifted by half their size, so that their borders are crossed.</summary>
public sealed class WindowAttention : Module<Tensor, Tensor>
{
    private const int Channels = 32;
    private const int Heads = 4;
    private const int Window = 4;
    private const int Shift = Window / 2;

    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear project;

    public WindowAttention() : base(nameof(WindowAttention))
    {
        query = Linear(Channels, Channels);
        key = Linear(Channels, Channels, hasBias: false);
        value = Linear(Channels, Channels);
        project = Linear(Channels, Channels);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);

        var shifted = torch.roll(x, new long[] { -Shift, -Shift }, new long[] { 2, 3 });
        var windows = shifted.view(n, c, h / Window, Window, w / Window, Window)
            .permute(0, 2, 4, 3, 5, 1)
            .reshape(-1, Window * Window, c);

        var q = Split(query.call(windows));
        var k = Split(key.call(windows));
        var v = Split(value.call(windows));
        var scores = torch.einsum("bihd,bjhd->bhij", q, k) / Math.Sqrt(c / Heads);
        var mixed = torch.einsum("bhij,bjhd->bihd", scores.softmax(-1), v);

        var y = project.call(mixed.reshape(-1, Window * Window, c));
        y = y.view(n, h / Window, w / Window, Window, Window, c)
            .permute(0, 5, 1, 3, 2, 4)
            .reshape(n, c, h, w);
        return x + torch.roll(y, new long[] { Shift, Shift }, new long[] { 2, 3 });
    }

    private static Tensor Split(Tensor tokens) => tokens.view(tokens.shape[0], tokens.shape[1], Heads, tokens.shape[2] / Heads);
}
