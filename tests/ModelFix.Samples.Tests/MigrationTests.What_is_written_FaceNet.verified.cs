// before
// ==== EmbeddingNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace FaceNet;

/// <summary>Face embeddings: a small PReLU network, a flattened head with BatchNorm1d, unit-length vectors out.</summary>
public sealed class EmbeddingNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly PReLU act1;
    private readonly ResidualUnit unit1;
    private readonly ResidualUnit unit2;
    private readonly Dropout dropout;
    private readonly Linear fc;
    private readonly BatchNorm1d features;

    public EmbeddingNet(long embedding = 64) : base(nameof(EmbeddingNet))
    {
        conv1 = Conv2d(3, 16, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(16);
        act1 = PReLU(16);
        unit1 = new ResidualUnit(16, 32);
        unit2 = new ResidualUnit(32, 64);
        dropout = Dropout(0.4);
        fc = Linear(64 * 7 * 7, embedding);
        features = BatchNorm1d(embedding, eps: 2e-5);
        RegisterComponents();
    }

    /// <param name="x">Aligned face crops, float32[N, 3, 28, 28].</param>
    /// <returns>Unit vectors, [N, embedding].</returns>
    public override Tensor forward(Tensor x)
    {
        x = act1.call(bn1.call(conv1.call(x)));
        x = unit1.call(x);
        x = unit2.call(x);
        x = x.view(x.size(0), -1);     // [N, 64 * 7 * 7]
        x = dropout.call(x);
        x = features.call(fc.call(x));
        return F.normalize(x, p: 2, dim: 1);
    }
}

// ==== ResidualUnit.cs
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

// after
// ==== EmbeddingNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace FaceNet;

/// <summary>Face embeddings: a small PReLU network, a flattened head with BatchNorm1d, unit-length vectors out.</summary>
public sealed class EmbeddingNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly PReLU act1;
    private readonly ResidualUnit unit1;
    private readonly ResidualUnit unit2;
    private readonly Dropout dropout;
    private readonly Linear fc;
    private readonly ManualBatchNorm1d features;

    public EmbeddingNet(long embedding = 64) : base(nameof(EmbeddingNet))
    {
        conv1 = Conv2d(3, 16, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(16);
        act1 = PReLU(16);
        unit1 = new ResidualUnit(16, 32);
        unit2 = new ResidualUnit(32, 64);
        dropout = Dropout(0.4);
        fc = Linear(64 * 7 * 7, embedding);
        features = new ManualBatchNorm1d(embedding, eps: 2e-5);
        RegisterComponents();
    }

    /// <param name="x">Aligned face crops, float32[N, 3, 28, 28].</param>
    /// <returns>Unit vectors, [N, embedding].</returns>
    public override Tensor forward(Tensor x)
    {
        x = act1.call(bn1.call(conv1.call(x)));
        x = unit1.call(x);
        x = unit2.call(x);
        x = x.flatten(1);     // [N, 64 * 7 * 7]
        x = dropout.call(x);
        x = features.call(fc.call(x));
        return x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
    }
}

// ==== ManualBatchNorm1d.cs
#nullable disable

namespace FaceNet
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

// ==== ResidualUnit.cs
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
        return y * gate.unsqueeze(2).unsqueeze(3) + shortcut.call(x);
    }
}
