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
        x = x.flatten(1);     // [N, 64 * 7 * 7]
        x = dropout.call(x);
        x = features.call(fc.call(x));
        return x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);
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
