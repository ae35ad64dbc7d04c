namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>How adaptive pooling cuts one dim of a known size: bin i is [floor(i * size / count), ceil((i + 1) * size / count)).</summary>
internal sealed record Bins(long Size, long Count)
{
    /// <summary>
    /// True where the bins are the windows of a pool with a fixed kernel and stride. Checked for all sizes up to 300: exactly when
    /// size mod count is 0 or 1.
    /// </summary>
    public bool AreWindows => Count <= Size && Size % Count <= 1;

    /// <summary>The stride of the fixed pool.</summary>
    public long Stride => Size / Count;

    /// <summary>The kernel of the fixed pool.</summary>
    public long Kernel => Size - (Count - 1) * Stride;

    /// <summary>
    /// A bin each. Sizes are divided before they are multiplied, so that no product is larger than the size and the square of the count.
    /// </summary>
    public IEnumerable<(long Start, long Length)> All
    {
        get
        {
            var (whole, rest) = (Size / Count, Size % Count);
            for (var i = 0L; i < Count; i++)
            {
                var start = i * whole + i * rest / Count;
                yield return (start, (i + 1) * whole + ((i + 1) * rest + Count - 1) / Count - start);
            }
        }
    }
}
