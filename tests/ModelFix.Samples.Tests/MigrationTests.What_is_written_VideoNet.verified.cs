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
            ("norm", new ManualBatchNorm1d(64)),
            ("act", ReLU()),
            ("out", Linear(64, classes)));
        RegisterComponents();
    }

    /// <param name="clip">[N, 8, 3, 32, 32]</param>
    /// <returns>Logits, [N, 12].</returns>
    public override Tensor forward(Tensor clip)
    {

        // Brightness of the whole batch is taken out first.
        clip = clip - clip.mean();

        var frames = clip.reshape(-1, 3, 32, 32);
        var maps = thin.call(frame.call(frames));
        var pooled = maps.amax(new long[] { 2, 3 });

        var series = pooled.reshape(-1, 8, 16).transpose(1, 2);
        var motion = functional.relu(temporal.call(series));
        return head.call(motion.flatten(1));
    }
}

// ==== ManualBatchNorm1d.cs
#nullable disable

namespace VideoNet
{
    using global::System;
    using global::TorchSharp;
    using global::TorchSharp.Modules;
    using static global::TorchSharp.torch;
    using static global::TorchSharp.torch.nn;

    /// <summary>
    /// BatchNorm1d written out: in eval mode one multiplication and one addition, which every runtime takes, for input [N, C] or [N, C, L].
    /// Has the parameters and buffers of BatchNorm1d under the same names, so trained weights load unchanged.
    /// </summary>
    public sealed class ManualBatchNorm1d : Module<Tensor, Tensor>
    {
        // In this order, which is the order of BatchNorm1d's state_dict.
        public readonly Parameter weight;
        public readonly Parameter bias;
        public readonly Tensor running_mean;
        public readonly Tensor running_var;
        public readonly Tensor num_batches_tracked;

        private readonly long _features;
        private readonly double _eps;
        private readonly double _momentum;

        public ManualBatchNorm1d(
            long features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true)
            : base(nameof(ManualBatchNorm1d))
        {
            _features = features;
            _eps = eps;
            _momentum = momentum;
            if (affine)
            {
                weight = new Parameter(torch.ones(features));
                bias = new Parameter(torch.zeros(features));
            }

            if (track_running_stats)
            {
                running_mean = torch.zeros(features);
                running_var = torch.ones(features);
                num_batches_tracked = torch.tensor(0L);
            }

            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            if (input.dim() != 2 && input.dim() != 3)
                throw new ArgumentException("expected 2D or 3D input, but got " + input.dim() + "D input.");
            return training || running_mean is null ? ByStatisticsOfBatch(input) : ByRunningStatistics(input);
        }

        private Tensor ByRunningStatistics(Tensor input)
        {
            var scale = (running_var + _eps).rsqrt();
            if (!(weight is null)) scale = weight * scale;
            var shift = bias is null ? -(running_mean * scale) : bias - running_mean * scale;
            if (input.dim() == 3)
            {
                scale = scale.unsqueeze(-1);
                shift = shift.unsqueeze(-1);
            }

            return input * scale + shift;
        }

        private Tensor ByStatisticsOfBatch(Tensor input)
        {
            if (training && !(num_batches_tracked is null)) num_batches_tracked.add_(1);
            // Some versions of TorchSharp read the running statistics even where they are null.
            var mean = running_mean is null ? torch.zeros(_features, dtype: input.dtype, device: input.device) : running_mean;
            var variance = running_var is null ? torch.ones(_features, dtype: input.dtype, device: input.device) : running_var;
            return functional.batch_norm(input, mean, variance, weight, bias, true, _momentum, _eps);
        }
    }
}
