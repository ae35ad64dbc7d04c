using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>A text classifier: embeddings, pre-norm self-attention blocks (Vaswani et al. 2017), the mean over the tokens.</summary>
public sealed class TransformerEncoder : Module<Tensor, Tensor>
{
    private const int Width = 48;

    private readonly Embedding tokens;
    private readonly Parameter positions;
    private readonly ModuleList<EncoderBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public TransformerEncoder(long vocabulary = 50, int layers = 3, int heads = 4, long classes = 5) : base(nameof(TransformerEncoder))
    {
        tokens = Embedding(vocabulary, Width);
        positions = new Parameter(torch.zeros(32, Width));
        blocks = new ModuleList<EncoderBlock>();
        for (var i = 0; i < layers; i++) blocks.Add(new EncoderBlock(Width, heads));
        norm = LayerNorm(Width);
        head = Linear(Width, classes);
        RegisterComponents();
    }

    /// <param name="ids">Token numbers, int64[N, 12].</param>
    public override Tensor forward(Tensor ids)
    {
        var length = ids.shape[1];
        var x = tokens.call(ids) + positions[..(int)length];
        foreach (var block in blocks) x = block.call(x);
        x = norm.call(x).mean(new long[] { 1 });
        return head.call(x);
    }
}

public sealed class EncoderBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1;
    private readonly SelfAttention attention;
    private readonly LayerNorm norm2;
    private readonly Sequential mlp;

    public EncoderBlock(int width, int heads) : base(nameof(EncoderBlock))
    {
        norm1 = LayerNorm(new long[] { width });
        attention = new SelfAttention(width, heads);
        norm2 = LayerNorm(new long[] { width });
        mlp = Sequential(("up", Linear(width, 4 * width)), ("act", GELU()), ("down", Linear(4 * width, width)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + attention.call(norm1.call(x));
        return x + mlp.call(norm2.call(x));
    }
}

public sealed class SelfAttention : Module<Tensor, Tensor>
{
    private readonly int heads;
    private readonly Linear qkv;
    private readonly Linear proj;

    public SelfAttention(int width, int heads) : base(nameof(SelfAttention))
    {
        this.heads = heads;
        qkv = Linear(width, 3 * width, hasBias: false);
        proj = Linear(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (b, t, c) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = qkv.call(x).view(b, t, 3, heads, c / heads).permute(2, 0, 3, 1, 4);
        var (q, k, v) = (parts[0], parts[1], parts[2]);
        var scores = q.matmul(k.transpose(-2, -1)) * (1.0 / Math.Sqrt(c / heads));
        var mask = torch.ones(new long[] { t, t }, dtype: ScalarType.Bool).triu(1);
        scores = scores.masked_fill(mask, float.NegativeInfinity);
        var y = functional.softmax(scores, dim: -1).matmul(v);
        y = y.transpose(1, 2).contiguous().view(b, t, c);
        return proj.call(y);
    }
}
