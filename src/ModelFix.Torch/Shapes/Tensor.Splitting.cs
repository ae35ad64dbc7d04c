namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor[] unbind(long dimension = 0)
        {
            var d = WrapDim(dimension, "unbind");
            if (Rank == 0) throw Errors.Torch("Dimension specified as 0 but tensor has no dimensions");
            return Enumerable.Range(0, (int)Sizes[d]).Select(i => select(d, i)).ToArray();
        }

        /// <summary>Pieces of the given size; the last one may be smaller.</summary>
        public Tensor[] split(long size, int dim = 0)
        {
            var d = WrapDim(dim, "split");
            if (Rank == 0) throw Errors.Torch("split expects at least a 1-dimensional tensor");
            if (size < 0 || (size == 0 && Sizes[d] != 0))
                throw Errors.Torch($"split expects split_size be non-negative, but got split_size={size} for a dimension of size " +
                    $"{Sizes[d]}");
            if (Sizes[d] == 0) return [alias()];
            var pieces = (int)((Sizes[d] + size - 1) / size);
            return Enumerable.Range(0, pieces).Select(i => narrow(d, i * size, Math.Min(size, Sizes[d] - (i * size)))).ToArray();
        }

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => split(sizes.ToArray(), dim);

        public Tensor[] split(long[] sizes, long dim = 0)
        {
            var d = WrapDim(dim, "split_with_sizes");
            if (sizes.Sum() != Sizes[d])
                throw Errors.Torch($"split_with_sizes expects split_sizes to sum exactly to {Sizes[d]} (input tensor's size at " +
                    $"dimension {d}), but got split_sizes={Errors.Shape(sizes)}");
            var pieces = new Tensor[sizes.Length];
            long at = 0;
            for (var i = 0; i < pieces.Length; at += sizes[i++]) pieces[i] = narrow(d, at, sizes[i]);
            return pieces;
        }

        public Tensor[] split(params long[] sizes) => split(sizes, 0L);

        public Tensor[] chunk(long chunks, long dim = 0)
        {
            if (Rank == 0) throw Errors.Torch("chunk expects at least a 1-dimensional tensor");
            if (chunks <= 0) throw Errors.Torch($"chunk expects `chunks` to be greater than 0, got: {chunks}");
            var d = WrapDim(dim, "chunk");
            var size = (Sizes[d] + chunks - 1) / chunks;
            if (size > 0) return split(size, d);
            return Enumerable.Range(0, (int)chunks).Select(_ => narrow(d, 0, 0)).ToArray();
        }

        /// <summary>Pieces as equal as possible, the first ones one larger.</summary>
        public Tensor[] tensor_split(long size, long dim = 0)
        {
            var d = WrapDim(dim, "tensor_split");
            if (size <= 0) throw Errors.Torch($"number of sections must be larger than 0, got {size}");
            var (each, larger) = (Sizes[d] / size, Sizes[d] % size);
            return split(Enumerable.Range(0, (int)size).Select(i => i < larger ? each + 1 : each).ToArray(), d);
        }

        /// <summary>Pieces between the given boundaries.</summary>
        public Tensor[] tensor_split(long[] sizes, long dim = 0)
        {
            long[] bounds = [0, .. sizes, Sizes[WrapDim(dim, "tensor_split")]];
            return bounds.Zip(bounds.Skip(1), (from, to) => slice(dim, from, to, 1)).ToArray();
        }

        public Tensor flip(params long[] dims)
        {
            var reversed = Array.ConvertAll(dims, dim => WrapDim(dim, "flip"));
            if (reversed.Distinct().Count() != reversed.Length)
                throw Errors.Torch("flip: a dim appears multiple times in the list of dims");
            if (numel() == 0) return clone();
            var (strides, offset) = (stride(), Offset);
            foreach (var d in reversed.Where(d => d < Rank))
            {
                offset += (Sizes[d] - 1) * strides[d];
                strides[d] = -strides[d];
            }

            return View(shape, strides, offset).clone();
        }

        public Tensor fliplr() => flip(1);

        public Tensor flipud() => flip(0);

        /// <summary>Turned by k quarter turns from the first of two dimensions to the second.</summary>
        public Tensor rot90(long k = 1, (long, long)? dims = null)
        {
            var (first, second) = dims ?? (0, 1);
            return (((k % 4) + 4) % 4) switch
            {
                1 => flip(second).transpose(first, second).clone(),
                2 => flip(first, second),
                3 => flip(first).transpose(first, second).clone(),
                _ => clone(),
            };
        }

        /// <summary>Channels (dimension 1) regrouped: the first of every group, then the second of every group, and so on.</summary>
        public Tensor channel_shuffle(long groups)
        {
            if (Rank < 3)
                throw Errors.Torch($"channel_shuffle expects input with > 2 dims, but got input with sizes {Errors.Shape(Sizes)}");
            if (groups <= 0 || Sizes[1] % groups != 0)
                throw Errors.Torch($"Number of channels must be divisible by groups. Got {Sizes[1]} channels and {groups} groups.");
            return reshape([Sizes[0], groups, Sizes[1] / groups, .. Sizes[2..]]).transpose(1, 2).reshape(Sizes);
        }

        public Tensor roll(long shifts, long? dims = null) =>
            dims is { } dim ? roll(new[] { shifts }, new[] { dim }) : flatten().roll(shifts, 0).view(Sizes);

        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            roll([shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);

        public Tensor roll(long[] shifts) => roll(shifts, Array.Empty<long>());

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => roll(shifts.ToArray(), dims.ToArray());

        public Tensor roll(long[] shifts, long[] dims)
        {
            if (dims.Length == 0 && shifts.Length == 1) return roll(shifts[0]);
            if (shifts.Length != dims.Length)
                throw Errors.Torch($"shifts and dimensions must align. shifts: {shifts.Length}, dims:{dims.Length}");
            if (Rank == 0) throw Errors.Torch("roll: a 0-d tensor has no dimension to roll");
            var rolled = clone();
            for (var i = 0; i < dims.Length; i++)
            {
                var size = rolled.Sizes[WrapDim(dims[i], "roll")];
                if (size == 0) continue;
                var start = (((-shifts[i]) % size) + size) % size;
                rolled = Joining.Cat([rolled.narrow(dims[i], start, size - start), rolled.narrow(dims[i], 0, start)], dims[i]);
            }

            return rolled;
        }

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            if (dim is not { } given) return flatten().repeat_interleave(repeats, 0);
            var d = WrapDim(given, "repeat_interleave");
            return unsqueeze(d + 1).Expand(With(Sizes, d + 1, repeats)).clone().flatten(d, d + 1);
        }

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null)
        {
            if (dim is not { } given) return flatten().repeat_interleave(repeats, 0);
            var size = Sizes[WrapDim(given, "repeat_interleave")];
            var times = repeats.Expand([size]).CopyData<long>();
            var chosen = times.SelectMany(static (count, i) => Enumerable.Repeat((long)i, (int)count)).ToArray();
            return index_select(given, FromData(chosen, [chosen.LongLength]));
        }

        public Tensor select_scatter(Tensor src, long dim, long index)
        {
            var result = clone();
            result.select(dim, index).copy_(src);
            return result;
        }

        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1)
        {
            var result = clone();
            result.slice(dim, start ?? 0, end ?? long.MaxValue, step).copy_(src);
            return result;
        }
    }
}
