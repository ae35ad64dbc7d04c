using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, of which each bag of indices gets the mean, the sum or the maximum.</summary>
public sealed class EmbeddingBag : torch.nn.Module<torch.Tensor, torch.Tensor?, torch.Tensor?, torch.Tensor>,
    torch.nn.IModule<torch.Tensor, torch.Tensor, torch.Tensor>
{
    private readonly BagOptions _options;

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    private EmbeddingBag(torch.Tensor table, bool trainable, BagOptions options) : base(nameof(EmbeddingBag))
    {
        weight = new Parameter(table, trainable);
        _options = options;
    }

    public Parameter? weight
    {
        get => _weight;
        set => _weight = Adopt(nameof(weight), value);
    }

    /// <summary>[B, dims] from the rows of indices [B, N], or from indices [N] where offsets [B] tell where each bag starts.</summary>
    public override torch.Tensor forward(torch.Tensor input, torch.Tensor? offsets, torch.Tensor? perSampleWeights)
    {
        if (perSampleWeights is not null && _options.Mode is not EmbeddingBagMode.Sum)
            throw Errors.Torch("embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for " +
                $"mode='sum' (got mode='{_options.Mode}').");
        var bounds = Bounds(input, offsets);
        var indices = input.reshape(-1).to(torch.ScalarType.Int64);
        var rows = weight!.index_select(0, indices);
        if (perSampleWeights is not null) rows = rows * perSampleWeights.reshape(-1, 1);
        var numbers = indices.CopyData<long>();
        var bags = bounds.Zip(bounds.Skip(1), (from, to) => Bag(rows, numbers, from, to)).ToArray();
        return bags.Length == 0 ? rows.new_zeros(0, rows.shape[1]) : torch.stack(bags);
    }

    public new torch.Tensor call(torch.Tensor input, torch.Tensor? offsets, torch.Tensor? perSampleWeights)
        => base.call(input, offsets, perSampleWeights);

    public torch.Tensor call(torch.Tensor input, torch.Tensor offsets) => base.call(input, offsets, null);

    public torch.Tensor call(torch.Tensor input) => base.call(input, null, null);

    internal static EmbeddingBag Random(
        long count, long size, double? maxNorm, BagOptions options, torch.Device? device, torch.ScalarType? dtype)
    {
        RefuseRenormalisation(maxNorm);
        var table = torch.nn.init.normal_(torch.empty(count, size, dtype, device));
        if (options.PaddingIndex >= 0) table.select(0, options.PaddingIndex).zero_();
        return new EmbeddingBag(table, true, options);
    }

    internal static EmbeddingBag Pretrained(
        torch.Tensor table, bool freeze, double? maxNorm, BagOptions options, torch.Device? device, torch.ScalarType? dtype)
    {
        RefuseRenormalisation(maxNorm);
        return new EmbeddingBag(table.to(dtype ?? table.dtype, device ?? table.device), !freeze, options);
    }

    private static void RefuseRenormalisation(double? maxNorm)
    {
        if (maxNorm is not null)
            throw new NotSupportedException("EmbeddingBag: max_norm is not available without libtorch; renormalise the table beforehand");
    }

    // Where bags start, and where the last one ends.
    private long[] Bounds(torch.Tensor input, torch.Tensor? offsets)
    {
        if (input.dim() == 2)
        {
            if (offsets is not null)
                throw Errors.Torch("embedding_bag: if input is 2D, then offsets has to be None: its rows are the bags");
            return [.. Enumerable.Range(0, (int)input.shape[0] + 1).Select(bag => bag * input.shape[1])];
        }
        if (input.dim() != 1) throw Errors.Torch($"embedding_bag: input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}");
        if (offsets is null) throw Errors.Torch("embedding_bag: offsets has to be a 1D Tensor but got None");
        var starts = offsets.to(torch.ScalarType.Int64).CopyData<long>();
        return _options.LastOffset ? starts : [.. starts, input.shape[0]];
    }

    private torch.Tensor Bag(torch.Tensor rows, long[] indices, long from, long to)
    {
        var kept = Enumerable.Range((int)from, (int)(to - from)).Where(i => indices[i] != _options.PaddingIndex).Select(static i => (long)i).ToArray();
        if (kept.Length == 0) return rows.new_zeros(rows.shape[1]);
        var bag = rows.index_select(0, torch.tensor(kept));
        return _options.Mode switch
        {
            EmbeddingBagMode.Sum => bag.sum(dim: 0),
            EmbeddingBagMode.Mean => bag.mean([0]),
            _ => bag.amax([0]),
        };
    }
}

/// <summary>How bags are made: what they become, whether the last offset is their end, and which index they leave out.</summary>
internal readonly record struct BagOptions(EmbeddingBagMode Mode, bool LastOffset, long PaddingIndex);
