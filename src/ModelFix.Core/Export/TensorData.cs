using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>Elements in row-major order.</summary>
internal sealed record TensorData(ElementType Type, IReadOnlyList<long> Dims, byte[] Bytes)
{
    private int BytesOfRow => Bytes.Length / (int)Dims[0];

    /// <summary>Part of the rows; a row is what stands at a position of the first dim.</summary>
    public TensorData Rows(long start, long count) =>
        new(Type, [count, .. Dims.Skip(1)], Part((int)start * BytesOfRow, (int)count * BytesOfRow));

    /// <summary>The rows as blocks of equal size in another order.</summary>
    public TensorData Blocks(IReadOnlyList<int> order)
    {
        var count = Dims[0] / order.Count;
        return Joined(order.Select(block => Rows(block * count, count)));
    }

    /// <summary>A matrix with rows and columns exchanged.</summary>
    public TensorData Transposed()
    {
        var (rows, columns) = ((int)Dims[0], (int)Dims[1]);
        var width = Bytes.Length / (rows * columns);
        var bytes = new byte[Bytes.Length];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                Buffer.BlockCopy(Bytes, (row * columns + column) * width, bytes, (column * rows + row) * width, width);
        return new TensorData(Type, [columns, rows], bytes);
    }

    /// <summary>The rows of all, one after the other.</summary>
    public static TensorData Joined(IEnumerable<TensorData> parts)
    {
        var all = parts.ToList();
        return new TensorData(
            all[0].Type, [all.Sum(p => p.Dims[0]), .. all[0].Dims.Skip(1)], [.. all.SelectMany(p => p.Bytes)]);
    }

    /// <summary>All of them along a new first dim.</summary>
    public static TensorData Stacked(IEnumerable<TensorData> parts)
    {
        var all = parts.ToList();
        return new TensorData(all[0].Type, [all.Count, .. all[0].Dims], [.. all.SelectMany(p => p.Bytes)]);
    }

    private byte[] Part(int start, int length)
    {
        var part = new byte[length];
        Buffer.BlockCopy(Bytes, start, part, 0, length);
        return part;
    }
}
