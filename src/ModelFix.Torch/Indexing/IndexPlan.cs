using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// What an indexer's items select: first a view (integers, slices, None, Ellipsis), then, if index tensors or masks remain,
/// the storage positions they pick from that view. Follows NumPy's rules: adjacent index tensors put their shape in their
/// own place, separated ones put it in front.
/// </summary>
internal sealed class IndexPlan
{
    private readonly List<Tensor?> _indices = [];

    private IndexPlan(Tensor tensor) => View = tensor;

    /// <summary>The view that is left after the basic items.</summary>
    public Tensor View { get; private set; }

    /// <summary>The index tensors, by dimension of the view.</summary>
    public IReadOnlyList<Tensor?> Indices => _indices;

    public bool IsView => _indices.Count == 0;

    public static IndexPlan Of(Tensor tensor, ReadOnlySpan<TensorIndex> items)
    {
        var plan = new IndexPlan(tensor);
        var given = 0;
        foreach (var item in items) given += Consumed(item);
        if (given > tensor.Rank) throw Errors.Torch($"too many indices for tensor of dimension {tensor.Rank}");
        var dim = 0;
        foreach (var item in items) dim = plan.Apply(item, dim, tensor.Rank - given);
        return plan;
    }

    /// <summary>The single mask that decides everything, if there is nothing else: then assignment is a masked fill.</summary>
    public Tensor? OnlyMask()
    {
        var defined = _indices.Where(static index => index is not null).ToList();
        if (defined is not [{ } mask] || !IsMask(mask)) return null;
        var before = _indices.IndexOf(mask);
        long[] shape = [.. Enumerable.Repeat(1L, before), .. mask.Sizes, .. Enumerable.Repeat(1L, View.Rank - before - mask.Rank)];
        CheckMask(mask, before);
        return mask.view(shape);
    }

    /// <summary>Storage positions of the selected elements, and the shape they form.</summary>
    public (long[] Positions, long[] Shape) Resolve()
    {
        var indices = Expanded();
        var dims = Enumerable.Range(0, View.Rank).Where(d => d < indices.Count && indices[d] is not null).ToArray();
        var shape = dims.Aggregate(Array.Empty<long>(), (common, d) => Elementwise.BroadcastShape(common, indices[d]!.Sizes));
        var offsets = new long[Strided.Count(shape)];
        foreach (var d in dims) AddOffsets(offsets, indices[d]!.expand(shape), d);
        var adjacent = dims[^1] - dims[0] == dims.Length - 1;
        var rest = Enumerable.Range(0, View.Rank).Except(dims).ToArray();
        var before = Block(adjacent ? [.. rest.Where(d => d < dims[0])] : []);
        var after = Block(adjacent ? [.. rest.Where(d => d > dims[^1])] : rest);
        return (Combine(before.Positions, offsets, after.Positions), [.. before.Shape, .. shape, .. after.Shape]);
    }

    private static int Consumed(TensorIndex item) => item.Kind switch
    {
        IndexKind.Single or IndexKind.Slice => 1,
        IndexKind.Tensor => IsMask(item.Indices!) ? item.Indices!.Rank : 1,
        _ => 0,
    };

    private static bool IsMask(Tensor index) => index.dtype is ScalarType.Bool or ScalarType.Byte;

    private int Apply(TensorIndex item, int dim, int ellipsis)
    {
        switch (item.Kind)
        {
            case IndexKind.Single:
                View = View.select(dim, item.Start ?? 0);
                return dim;
            case IndexKind.Slice:
                View = View.slice(dim, item.Start ?? 0, item.Stop ?? long.MaxValue, item.Step ?? 1);
                return dim + 1;
            case IndexKind.Ellipsis:
                return dim + ellipsis;
            case IndexKind.None:
                View = View.unsqueeze(dim);
                return dim + 1;
            case IndexKind.Bool:
                return ByTruth(item.Start != 0, dim);
            default:
                return ByTensor(item.Indices!, dim);
        }
    }

    private int ByTensor(Tensor index, int dim)
    {
        if (index.Rank > 0 || !index.is_integral()) return Record(index, dim);
        if (IsMask(index)) return ByTruth(index.CopyData<bool>()[0], dim);
        View = View.select(dim, index.ToInt64());
        return dim;
    }

    // A single bool adds a dimension of size 1, or 0 for false.
    private int ByTruth(bool value, int dim)
    {
        View = View.unsqueeze(dim);
        return Record(Tensor.FromData(value ? [0L] : Array.Empty<long>(), [value ? 1 : 0]), dim);
    }

    private int Record(Tensor index, int dim)
    {
        while (_indices.Count < dim) _indices.Add(null);
        _indices.Add(index);
        // As in libtorch, a mask of rank 2 or more moves on by one dimension only: a slice or integer after it meets the mask's own dimensions.
        return dim + 1;
    }

    private List<Tensor?> Expanded()
    {
        var expanded = new List<Tensor?>();
        foreach (var index in _indices)
        {
            if (index is null || index.dtype == ScalarType.Int64)
            {
                expanded.Add(index);
                continue;
            }

            if (!IsMask(index)) throw Errors.Torch("tensors used as indices must be long, byte or bool tensors");
            CheckMask(index, expanded.Count);
            var positions = index.nonzero();
            for (var d = 0; d < index.Rank; d++) expanded.Add(positions.select(1, d));
        }

        return expanded;
    }

    private void CheckMask(Tensor mask, int first)
    {
        for (var d = 0; d < mask.Rank; d++)
            if (mask.Sizes[d] != View.Sizes[first + d])
                throw Errors.Torch($"The shape of the mask {Errors.Shape(mask.Sizes)} at index {d} does not match the shape of the " +
                    $"indexed tensor {Errors.Shape(View.Sizes)} at index {first + d}");
    }

    private void AddOffsets(long[] offsets, Tensor index, int dim)
    {
        var (size, stride) = (View.Sizes[dim], View.Strides[dim]);
        var values = index.ReadData<long>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < -size || values[i] >= size)
                throw Errors.Torch($"index {values[i]} is out of bounds for dimension {dim} with size {size}");
            offsets[i] += (values[i] < 0 ? values[i] + size : values[i]) * stride;
        }
    }

    private (long[] Positions, long[] Shape) Block(int[] dims)
    {
        var shape = Array.ConvertAll(dims, d => View.Sizes[d]);
        var rows = new Rows(shape, Array.ConvertAll(dims, d => View.Strides[d]), 0);
        return (Strided.Positions(rows, Strided.Count(shape)), shape);
    }

    private long[] Combine(long[] before, long[] offsets, long[] after)
    {
        var positions = new long[before.LongLength * offsets.LongLength * after.LongLength];
        var written = 0;
        foreach (var b in before)
            foreach (var o in offsets)
                foreach (var a in after) positions[written++] = View.Offset + b + o + a;
        return positions;
    }
}
