namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor T => Rank == 2 ? transpose(0, 1) : permute(Enumerable.Range(0, Rank).Reverse().Select(static d => (long)d));

        public Tensor mT => Rank == 0 ? alias() : transpose(-2, -1);

        public Tensor select(long dim, long index)
        {
            if (Rank == 0) throw Errors.Torch("select() cannot be applied to a 0-dim tensor.");
            var d = WrapDim(dim, "select");
            var size = Sizes[d];
            if (index < -size || index >= size)
                throw Errors.Torch($"select(): index {index} out of range for tensor of size {Errors.Shape(Sizes)} at dimension {d}");
            return View(Without(Sizes, d), Without(Strides, d), Offset + ((index < 0 ? index + size : index) * Strides[d]));
        }

        public Tensor narrow(long dim, long start, long length)
        {
            if (Rank == 0) throw Errors.Torch("narrow() cannot be applied to a 0-dim tensor.");
            var d = WrapDim(dim, "narrow");
            var size = Sizes[d];
            if (length < 0) throw Errors.Torch("narrow(): length must be non-negative.");
            if (start < -size || start > size)
                throw Errors.Torch($"start out of range (expected to be in range of [{-size}, {size}], but got {start})");
            var from = start < 0 ? start + size : start;
            if (from + length > size) throw Errors.Torch($"start ({from}) + length ({length}) exceeds dimension size ({size}).");
            return Window(d, from, length, 1);
        }

        public Tensor slice(long dim, long start, long finish, long step)
        {
            if (Rank == 0) throw Errors.Torch("slice() cannot be applied to a 0-dim tensor.");
            if (step <= 0) throw Errors.Torch("slice step must be positive");
            var d = WrapDim(dim, "slice");
            var size = Sizes[d];
            var from = Math.Clamp(start < 0 ? start + size : start, 0, size);
            var to = Math.Clamp(finish < 0 ? finish + size : finish, from, size);
            return Window(d, from, (to - from + step - 1) / step, step);
        }

        public Tensor transpose(long dim0, long dim1)
        {
            var a = WrapDim(dim0, "transpose");
            var b = WrapDim(dim1, "transpose");
            if (Rank == 0) return alias();
            var (sizes, strides) = (shape, stride());
            (sizes[a], sizes[b]) = (sizes[b], sizes[a]);
            (strides[a], strides[b]) = (strides[b], strides[a]);
            return View(sizes, strides, Offset);
        }

        public Tensor transpose_(long dim0, long dim1)
        {
            Become(transpose(dim0, dim1));
            return this;
        }

        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor t() => Rank switch
        {
            0 or 1 => alias(),
            2 => transpose(0, 1),
            _ => throw Errors.Torch($"t() expects a tensor with <= 2 dimensions, but self is {Rank}D"),
        };

        public Tensor permute(params long[] permutation)
        {
            if (permutation.Length != Rank)
                throw Errors.Torch("permute(sparse_coo): number of dimensions in the tensor input does not match the length of the " +
                    $"desired ordering of dimensions i.e. input.dim() = {Rank} is not equal to len(dims) = {permutation.Length}");
            var order = Array.ConvertAll(permutation, d => WrapDim(d, "permute"));
            if (order.Distinct().Count() != order.Length)
                throw Errors.Torch($"permute(): duplicate dims are not allowed: {Errors.Shape(permutation)}");
            return View(Array.ConvertAll(order, d => Sizes[d]), Array.ConvertAll(order, d => Strides[d]), Offset);
        }

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor movedim(long[] source, long[] destination)
        {
            if (source.Length != destination.Length)
                throw Errors.Torch($"movedim: Invalid source or destination dims: source ({Errors.Shape(source)} dims) should " +
                    $"contain the same number of dims as destination ({Errors.Shape(destination)} dims)");
            var order = new long[Rank];
            Array.Fill(order, -1);
            for (var i = 0; i < source.Length; i++) order[WrapDim(destination[i], "movedim")] = WrapDim(source[i], "movedim");
            var rest = Enumerable.Range(0, Rank).Select(static d => (long)d).Where(d => !order.Contains(d)).GetEnumerator();
            for (var d = 0; d < Rank; d++)
                if (order[d] < 0 && rest.MoveNext()) order[d] = rest.Current;
            return permute(order);
        }

        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        public Tensor unsqueeze(long dim)
        {
            var d = WrapDim(dim, Rank + 1, "unsqueeze");
            var stride = d < Rank ? Sizes[d] * Strides[d] : 1;
            return View(With(Sizes, d, 1), With(Strides, d, stride), Offset);
        }

        public Tensor unsqueeze_(long dim)
        {
            Become(unsqueeze(dim));
            return this;
        }

        /// <summary>Without the given dimension if its size is 1, or without all dimensions of size 1.</summary>
        public Tensor squeeze(long? dim = null)
        {
            if (dim is { } given)
            {
                var d = WrapDim(given, "squeeze");
                return Rank == 0 || Sizes[d] != 1 ? alias() : View(Without(Sizes, d), Without(Strides, d), Offset);
            }

            var kept = Enumerable.Range(0, Rank).Where(d => Sizes[d] != 1).ToArray();
            return View(Array.ConvertAll(kept, d => Sizes[d]), Array.ConvertAll(kept, d => Strides[d]), Offset);
        }

        public Tensor squeeze_(long? dim = null)
        {
            Become(squeeze(dim));
            return this;
        }

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0)
        {
            if (size.Length != strides.Length)
                throw Errors.Torch($"mismatch in length of strides and shape: {strides.Length} and {size.Length}");
            var end = Strided.Count(size) == 0 ? 0 : storageOffset + 1 + size.Zip(strides, static (n, stride) => (n - 1) * stride).Sum();
            if (end > Storage.LongLength)
                throw Errors.Torch($"setStorage: sizes {Errors.Shape(size)}, strides {Errors.Shape(strides)}, storage offset " +
                    $"{storageOffset} are out of bounds for storage of {Storage.LongLength} elements");
            return View((long[])size.Clone(), (long[])strides.Clone(), storageOffset);
        }

        public Tensor unfold(long dimension, long size, long step)
        {
            var d = WrapDim(dimension, "unfold");
            if (size > Sizes[d]) throw Errors.Torch($"maximum size for tensor at dimension {d} is {Sizes[d]} but size is {size}");
            if (step <= 0) throw Errors.Torch($"step is {step} but must be > 0");
            var (sizes, strides) = (shape, stride());
            sizes[d] = ((Sizes[d] - size) / step) + 1;
            strides[d] *= step;
            return View([.. sizes, size], [.. strides, Strides[d]], Offset);
        }

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1)
        {
            var (a, b) = (WrapDim(dim1, "diagonal"), WrapDim(dim2, "diagonal"));
            if (a == b) throw Errors.Torch($"diagonal dimensions cannot be identical {dim1}, {dim2}");
            var length = Math.Max(0, Math.Min(Sizes[a] + Math.Min(offset, 0), Sizes[b] - Math.Max(offset, 0)));
            var start = Offset + (offset >= 0 ? offset * Strides[b] : -offset * Strides[a]);
            var kept = Enumerable.Range(0, Rank).Where(d => d != a && d != b).ToArray();
            return View(
                [.. kept.Select(d => Sizes[d]), length],
                [.. kept.Select(d => Strides[d]), Strides[a] + Strides[b]],
                length == 0 ? Offset : start);
        }

        private Tensor Window(int d, long start, long length, long step)
        {
            var (sizes, strides) = (shape, stride());
            sizes[d] = length;
            strides[d] *= step;
            return View(sizes, strides, Offset + (start * Strides[d]));
        }

        private static long[] Without(long[] values, int index) => [.. values[..index], .. values[(index + 1)..]];

        private static long[] With(long[] values, int index, long value) => [.. values[..index], value, .. values[index..]];
    }
}
