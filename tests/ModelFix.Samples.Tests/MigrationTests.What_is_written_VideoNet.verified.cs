// before
// ==== ClipNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VideoNet;

/// <summary>Action recognition on short clips: a fast path on every frame, a slow one on every other channel of its features.</summary>
public sealed class ClipNet : Module<Tensor, Tensor>
{
    private const int Frames = 8;

    private readonly Sequential frame;
    private readonly MaxPool3d thin;
    private readonly Conv1d temporal;
    private readonly Sequential head;

    public ClipNet(int classes = 12) : base(nameof(ClipNet))
    {
        frame = Sequential(
            ("conv", Conv2d(3, 32, 3, stride: 2, padding: 1, bias: false)),
            ("norm", BatchNorm2d(32)),
            ("act", ReLU()));

        // On a 4-D map the depth of the pool is the channel: every second channel is kept, halved in height and width.
        thin = MaxPool3d((1, 2, 2), (2, 2, 2));
        temporal = Conv1d(16, 32, 3, padding: 1);
        head = Sequential(
            ("fc", Linear(32 * Frames, 64)),
            ("norm", BatchNorm1d(64)),
            ("act", ReLU()),
            ("out", Linear(64, classes)));
        RegisterComponents();
    }

    /// <param name="clip">[N, 8, 3, 32, 32]</param>
    /// <returns>Logits, [N, 12].</returns>
    public override Tensor forward(Tensor clip)
    {
        var n = clip.shape[0];

        // Brightness of the whole batch is taken out first.
        clip = clip - clip.mean();

        var frames = clip.reshape(n * Frames, 3, 32, 32);
        var maps = thin.call(frame.call(frames));
        var pooled = maps.amax(new long[] { 2, 3 });

        var series = pooled.reshape(n, Frames, 16).transpose(1, 2);
        var motion = functional.relu(temporal.call(series));
        return head.call(motion.reshape(n, -1));
    }
}

// after
// ==== ClipNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VideoNet;

/// <summary>Action recognition on short clips: a fast path on every frame, a slow one on every other channel of its features.</summary>
public sealed class ClipNet : Module<Tensor, Tensor>
{
    private const int Frames = 8;

    private readonly Sequential frame;
    private readonly MaxPool3d thin;
    private readonly Conv1d temporal;
    private readonly Sequential head;

    public ClipNet(int classes = 12) : base(nameof(ClipNet))
    {
        frame = Sequential(
            ("conv", Conv2d(3, 32, 3, stride: 2, padding: 1, bias: false)),
            ("norm", BatchNorm2d(32)),
            ("act", ReLU()));

        // On a 4-D map the depth of the pool is the channel: every second channel is kept, halved in height and width.
        thin = MaxPool3d((1, 2, 2), (2, 2, 2));
        temporal = Conv1d(16, 32, 3, padding: 1);
        head = Sequential(
            ("fc", Linear(32 * Frames, 64)),
            ("norm", BatchNorm1d(64)),
            ("act", ReLU()),
            ("out", Linear(64, classes)));
        RegisterComponents();
    }

    /// <param name="clip">[N, 8, 3, 32, 32]</param>
    /// <returns>Logits, [N, 12].</returns>
    public override Tensor forward(Tensor clip)
    {

        // Brightness of the whole batch is taken out first.
        clip = clip - clip.mean(new long[] { 0, 1, 2, 3, 4 });

        var frames = clip.reshape(-1, 3, 32, 32);
        var maps = thin.call(frame.call(frames).unsqueeze(1)).select(1, 0);
        var pooled = maps.amax(new long[] { 2, 3 });

        var series = pooled.reshape(-1, Frames, 16).transpose(1, 2);
        var motion = functional.relu(temporal.call(series));
        return head.call(motion.flatten(1));
    }
}
