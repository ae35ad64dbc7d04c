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
