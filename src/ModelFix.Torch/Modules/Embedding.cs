using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>A table of vectors: indices [*] to [*, embedding_dims].</summary>
public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    private Embedding(torch.Tensor table, bool trainable) : base(nameof(Embedding))
    {
        weight = new Parameter(table, trainable);
    }

    public Parameter? weight
    {
        get => _weight;
        set => _weight = Adopt(nameof(weight), value);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        var rows = weight!.index_select(0, input.reshape(-1).to(torch.ScalarType.Int64));
        return rows.reshape([.. input.shape, rows.shape[1]]);
    }

    internal static Embedding Random(
        long count, long size, long? paddingIndex, double? maxNorm, torch.Device? device, torch.ScalarType? dtype)
    {
        RefuseRenormalisation(maxNorm);
        var table = torch.nn.init.normal_(torch.empty(count, size, dtype, device));
        if (paddingIndex is not null) table.select(0, paddingIndex.Value).zero_();
        return new Embedding(table, true);
    }

    internal static Embedding Pretrained(
        torch.Tensor table, bool freeze, double? maxNorm, torch.Device? device, torch.ScalarType? dtype)
    {
        RefuseRenormalisation(maxNorm);
        return new Embedding(table.to(dtype ?? table.dtype, device ?? table.device), !freeze);
    }

    private static void RefuseRenormalisation(double? maxNorm)
    {
        if (maxNorm is not null)
            throw new NotSupportedException("Embedding: max_norm is not available without libtorch; renormalise the table beforehand");
    }
}
