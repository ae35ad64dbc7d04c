namespace TorchSharp;

/// <summary>Reading and writing of strided memory in row-major order.</summary>
internal static class Strided
{
    public static long Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var size in shape) count *= size;
        return count;
    }

    public static long[] ContiguousStrides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        long stride = 1;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= Math.Max(shape[d], 1);
        }

        return strides;
    }

    public static bool IsContiguous(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        if (Count(shape) == 0) return true;
        long expected = 1;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            if (shape[d] == 1) continue;
            if (strides[d] != expected) return false;
            expected *= shape[d];
        }

        return true;
    }

    public static void Read<TFrom, TTo>(TFrom[] storage, Rows rows, TTo[] destination) where TFrom : unmanaged where TTo : unmanaged
    {
        long written = 0;
        while (written < destination.Length)
        {
            var position = rows.Position;
            for (long i = 0; i < rows.Length; i++, position += rows.Step)
                destination[written++] = Cast.To<TFrom, TTo>(storage[position]);
            rows.Advance();
        }
    }

    public static void Write<TFrom, TTo>(TFrom[] source, TTo[] storage, Rows rows) where TFrom : unmanaged where TTo : unmanaged
    {
        long read = 0;
        while (read < source.Length)
        {
            var position = rows.Position;
            for (long i = 0; i < rows.Length; i++, position += rows.Step)
                storage[position] = Cast.To<TFrom, TTo>(source[read++]);
            rows.Advance();
        }
    }

    public static long[] Positions(Rows rows, long count)
    {
        var positions = new long[count];
        long written = 0;
        while (written < count)
        {
            var position = rows.Position;
            for (long i = 0; i < rows.Length; i++, position += rows.Step) positions[written++] = position;
            rows.Advance();
        }

        return positions;
    }
}

/// <summary>
/// Walks the rows (runs along the last dimension) of a strided block in row-major order. A scalar is one row of one element.
/// </summary>
internal struct Rows
{
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly long[] _index;

    public Rows(long[] shape, long[] strides, long offset)
    {
        (_shape, _strides) = Coalesce(shape, strides);
        _index = new long[_shape.Length];
        Position = offset;
    }

    /// <summary>Where the current row starts in storage.</summary>
    public long Position { get; private set; }

    public readonly long Length => _shape.Length == 0 ? 1 : _shape[^1];

    public readonly long Step => _strides.Length == 0 ? 0 : _strides[^1];

    /// <summary>Moves to the next row; after the last one to the first.</summary>
    public void Advance()
    {
        for (var d = _shape.Length - 2; d >= 0; d--)
        {
            Position += _strides[d];
            if (++_index[d] < _shape[d]) return;
            Position -= _strides[d] * _shape[d];
            _index[d] = 0;
        }
    }

    // Neighbouring dimensions that lie one after the other in memory are one dimension: rows get long, the walk gets short.
    private static (long[] Shape, long[] Strides) Coalesce(long[] shape, long[] strides)
    {
        var sizes = new List<long>(shape.Length);
        var steps = new List<long>(shape.Length);
        for (var d = 0; d < shape.Length; d++)
        {
            if (shape[d] == 1) continue;
            if (sizes.Count > 0 && steps[^1] == strides[d] * shape[d])
            {
                sizes[^1] *= shape[d];
                steps[^1] = strides[d];
                continue;
            }

            sizes.Add(shape[d]);
            steps.Add(strides[d]);
        }

        return (sizes.ToArray(), steps.ToArray());
    }
}
