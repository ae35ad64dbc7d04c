namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same storage in another shape; an error where that would need a copy.</summary>
        public Tensor view(params long[] shape)
        {
            var sizes = InferShape(shape, "view");
            return TryView(sizes) ?? throw Errors.Torch(
                "view size is not compatible with input tensor's size and stride (at least one dimension spans across two " +
                    "contiguous subspaces). " +
                $"Use .reshape(...) instead. Got a view of shape {Errors.Shape(shape)} on a tensor of shape {Errors.Shape(Sizes)} " +
                    $"and strides {Errors.Shape(Strides)}.");
        }

        /// <summary>A view in another shape where possible, otherwise a copy.</summary>
        public Tensor reshape(params long[] shape)
        {
            var sizes = InferShape(shape, "reshape");
            return TryView(sizes) ?? clone().View(sizes);
        }

        public Tensor view_as(Tensor other) => view(other.Sizes);

        public Tensor ravel() => reshape(-1);

        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            var (start, end) = (WrapDim(start_dim, "flatten"), WrapDim(end_dim, "flatten"));
            if (start > end) throw Errors.Torch("flatten() has invalid args: start_dim cannot come after end_dim");
            if (Rank == 0) return reshape(1);
            if (start == end) return alias();
            return reshape([.. Sizes[..start], Strided.Count(Sizes.AsSpan(start, end - start + 1)), .. Sizes[(end + 1)..]]);
        }

        public Tensor unflatten(long dim, params long[] sizes)
        {
            var d = WrapDim(dim, "unflatten");
            var known = sizes.Where(static size => size != -1).Aggregate(1L, static (a, b) => a * b);
            var filled = Array.ConvertAll(sizes, size => size == -1 && known > 0 ? Sizes[d] / known : size);
            if (Strided.Count(filled) != Sizes[d])
                throw Errors.Torch($"unflatten: Provided sizes {Errors.Shape(sizes)} don't multiply up to the size of dim {d} " +
                    $"({Sizes[d]}) in the input tensor");
            return view([.. Sizes[..d], .. filled, .. Sizes[(d + 1)..]]);
        }

        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Expand(sizes.ToArray());

        public Tensor expand(Size sizes, bool isImplicit = false) => Expand(sizes.Shape);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Expand(sizes);

        public Tensor expand(params long[] sizes) => Expand(sizes);

        public Tensor expand_as(Tensor other) => Expand(other.Sizes);

        public Tensor broadcast_to(params long[] shape) => Expand(shape);

        public Tensor repeat(params long[] sizes)
        {
            if (sizes.Length < Rank)
                throw Errors.Torch("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: " +
                    $"repeats {Errors.Shape(sizes)}, tensor {Errors.Shape(Sizes)}");
            var extra = sizes.Length - Rank;
            long[] padded = [.. Enumerable.Repeat(1L, extra), .. Sizes];
            var interleaved = new long[2 * sizes.Length];
            var source = new long[2 * sizes.Length];
            for (var d = 0; d < sizes.Length; d++)
            {
                (interleaved[2 * d], interleaved[(2 * d) + 1]) = (sizes[d], padded[d]);
                (source[2 * d], source[(2 * d) + 1]) = (1, padded[d]);
            }

            return reshape(source).Expand(interleaved).clone().reshape(padded.Zip(sizes, static (n, times) => n * times).ToArray());
        }

        public Tensor tile(long[] reps) =>
            repeat(reps.Length >= Rank ? reps : [.. Enumerable.Repeat(1L, Rank - reps.Length), .. reps]);

        public Tensor atleast_1d() => Rank == 0 ? reshape(1) : alias();

        public Tensor atleast_2d() => Rank >= 2 ? alias() : atleast_1d().unsqueeze(0);

        public Tensor atleast_3d() => Rank >= 3 ? alias() : atleast_2d().unsqueeze(-1);

        internal Tensor ExpandTo(long[] sizes, string op)
        {
            if (Sizes.AsSpan().SequenceEqual(sizes)) return this;
            if (sizes.Length >= Rank && Fits(sizes)) return Expand(sizes);
            throw Errors.Torch($"{op}: output with shape {Errors.Shape(sizes)} doesn't match the broadcast shape of {Errors.Shape(Sizes)}");
        }

        private Tensor View(long[] sizes) => View(sizes, Strided.ContiguousStrides(sizes), Offset);

        private bool Fits(long[] sizes)
        {
            var extra = sizes.Length - Rank;
            for (var d = 0; d < Rank; d++)
                if (Sizes[d] != 1 && Sizes[d] != sizes[d + extra]) return false;
            return true;
        }

        private Tensor Expand(long[] sizes)
        {
            var extra = sizes.Length - Rank;
            if (extra < 0)
                throw Errors.Torch($"expand({Errors.Shape(sizes)}): the number of sizes provided ({sizes.Length}) must be greater " +
                    $"or equal to the number of dimensions in the tensor ({Rank}) of shape {Errors.Shape(Sizes)}");
            var expanded = new long[sizes.Length];
            var strides = new long[sizes.Length];
            for (var d = 0; d < sizes.Length; d++)
            {
                var size = d < extra ? 1 : Sizes[d - extra];
                expanded[d] = sizes[d] == -1 && d >= extra ? size : sizes[d];
                if (expanded[d] < 0)
                    throw Errors.Torch($"The expanded size of the tensor ({sizes[d]}) isn't allowed in a leading, non-existing " +
                        $"dimension {d}");
                if (size != expanded[d] && size != 1)
                    throw Errors.Torch($"The expanded size of the tensor ({sizes[d]}) must match the existing size ({size}) at " +
                        $"non-singleton dimension {d}.  Target sizes: {Errors.Shape(sizes)}.  Tensor sizes: {Errors.Shape(Sizes)}");
                strides[d] = d < extra || (size == 1 && expanded[d] != 1) ? 0 : Strides[d - extra];
            }

            return View(expanded, strides, Offset);
        }

        private long[] InferShape(long[] sizes, string op)
        {
            var count = numel();
            var unknown = Array.IndexOf(sizes, -1);
            if (Array.LastIndexOf(sizes, -1) != unknown)
                throw Errors.Torch($"{op}: only one dimension can be inferred, got {Errors.Shape(sizes)}");
            if (sizes.Any(static size => size < -1)) throw Errors.Torch($"{op}: invalid shape dimension in {Errors.Shape(sizes)}");
            var known = sizes.Where(static size => size != -1).Aggregate(1L, static (a, b) => a * b);
            if (unknown < 0 && known == count) return [.. sizes];
            if (unknown >= 0 && known == 0 && count == 0)
                throw Errors.Torch($"cannot reshape tensor of 0 elements into shape {Errors.Shape(sizes)} because the unspecified " +
                    "dimension size -1 can be any value and is ambiguous");
            if (unknown < 0 || known == 0 || count % known != 0)
                throw Errors.Torch($"shape '{Errors.Shape(sizes)}' is invalid for input of size {count} ({op} of a tensor of shape " +
                    $"{Errors.Shape(Sizes)})");
            long[] inferred = [.. sizes];
            inferred[unknown] = count / known;
            return inferred;
        }

        // Dimensions that lie one after the other in memory form a chunk; the new shape must split every chunk exactly.
        private Tensor? TryView(long[] sizes)
        {
            if (numel() == 0) return View(sizes);
            var strides = new long[sizes.Length];
            var at = sizes.Length - 1;
            var (chunk, chunkStride) = (1L, Rank > 0 ? Strides[^1] : 1);
            for (var d = Rank - 1; d >= 0; d--)
            {
                chunk *= Sizes[d];
                if (d > 0 && (Sizes[d - 1] == 1 || Strides[d - 1] == chunk * chunkStride)) continue;
                var covered = 1L;
                for (; at >= 0 && (covered < chunk || sizes[at] == 1); at--)
                {
                    strides[at] = covered * chunkStride;
                    covered *= sizes[at];
                }

                if (covered != chunk) return null;
                if (d > 0) (chunk, chunkStride) = (1, Strides[d - 1]);
            }

            for (; at >= 0; at--) strides[at] = 1;
            return View(sizes, strides, Offset);
        }
    }
}
