using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// A tensor arranged for a reduction: Count groups of Size elements, each group contiguous
/// and in row-major order of the reduced dimensions.
/// The order never depends on strides, so the same elements always give the same bits.
/// </summary>
internal readonly record struct Groups(Tensor Arranged, long[] Kept, long Count, long Size)
{
    /// <summary>Groups over the given dimensions; none given means all.</summary>
    public static Groups Over(Tensor x, ReadOnlySpan<long> dims, bool keepdim, string op)
    {
        var reduced = new bool[x.Rank];
        if (dims.Length == 0) Array.Fill(reduced, true);
        foreach (var dim in dims)
        {
            var d = x.WrapDim(dim, op);
            if (x.Rank == 0) continue;
            if (reduced[d]) throw Errors.Torch($"{op}: dim {d} appears multiple times in the list of dims");
            reduced[d] = true;
        }

        var all = Enumerable.Range(0, x.Rank).ToArray();
        long[] order = [.. all.Where(d => !reduced[d]).Select(static d => (long)d), .. all.Where(d => reduced[d]).Select(static d => (long)d)];
        long[] kept = keepdim
            ? [.. all.Select(d => reduced[d] ? 1 : x.Sizes[d])]
            : [.. all.Where(d => !reduced[d]).Select(d => x.Sizes[d])];
        var size = all.Where(d => reduced[d]).Aggregate(1L, (product, d) => product * x.Sizes[d]);
        return new(x.permute(order), kept, Strided.Count(kept), size);
    }

    /// <summary>An error for operators that have no value for an empty group.</summary>
    public Groups NotEmpty(string op) => Size > 0 || Count == 0
        ? this
        : throw Errors.Torch($"{op}: Expected reduction dim to be specified for input.numel() == 0, or to have non-zero size. " +
            "Specify the reduction dim with the 'dim' argument.");
}
