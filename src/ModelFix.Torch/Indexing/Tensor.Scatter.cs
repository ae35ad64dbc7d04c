using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor gather(long dim, Tensor index) => Gather(AlongDim(dim, index, index.Sizes, "gather"), index.shape);

        public Tensor take_along_dim(Tensor indices) => view(-1).gather(0, indices.view(-1));

        public Tensor take_along_dim(Tensor indices, long dim)
        {
            var d = WrapDim(dim, "take_along_dim");
            var common = Elementwise.BroadcastShape(With(Without(Sizes, d), d, 1), With(Without(indices.Sizes, d), d, 1));
            var source = Expand(With(Without(common, d), d, Sizes[d]));
            return source.gather(d, indices.Expand(With(Without(common, d), d, indices.Sizes[d])));
        }

        public Tensor scatter(long dim, Tensor index, Tensor src) => clone().scatter_(dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => ScatterFrom(dim, index, src, accumulate: false, "scatter");

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => clone().scatter_add_(dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => ScatterFrom(dim, index, src, accumulate: true, "scatter_add");

        public Tensor take(Tensor index)
        {
            var positions = Positions();
            var chosen = Array.ConvertAll(index.CopyData<long>(), i => positions[Wrapped(i, positions.LongLength, "take")]);
            return Gather(chosen, index.shape);
        }

        public Tensor index_select(long dim, Tensor index)
        {
            var d = WrapDim(dim, "index_select");
            if (index.Rank > 1) throw Errors.Torch("index_select(): Index is supposed to be a vector");
            if (index.dtype is not (ScalarType.Int64 or ScalarType.Int32))
                throw Errors.Torch("index_select(): Expected dtype int32 or int64 for index");
            var chosen = index.CopyData<long>();
            if (Rank == 0) return Gather(Array.ConvertAll(chosen, i => Offset + NotNegative(i, 1, "index_select")), []);
            long[] shape = [.. Sizes[..d], chosen.LongLength, .. Sizes[(d + 1)..]];
            var before = Strided.Positions(new(Sizes[..d], Strides[..d], Offset), Strided.Count(Sizes.AsSpan(0, d)));
            var after = Strided.Positions(new(Sizes[(d + 1)..], Strides[(d + 1)..], 0), Strided.Count(Sizes.AsSpan(d + 1)));
            var steps = Array.ConvertAll(chosen, i => NotNegative(i, Sizes[d], "index_select") * Strides[d]);
            var positions = new long[Strided.Count(shape)];
            var written = 0;
            foreach (var b in before)
                foreach (var step in steps)
                    foreach (var a in after) positions[written++] = b + step + a;
            return Gather(positions, shape);
        }

        public Tensor index_copy(long dim, Tensor index, Tensor source) => clone().index_copy_(dim, index, source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source)
        {
            if (source.dtype != dtype)
                throw Errors.Torch("index_copy_(): self and source expected to have the same dtype, but got (self) " +
                    $"{Errors.Name(dtype)} and (source) {Errors.Name(source.dtype)}");
            return Lines(dim, index, source, "index_copy_", static (line, values) => line.copy_(values));
        }

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => clone().index_add_(dim, index, source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            if (source.dtype != dtype)
                throw Errors.Torch($"index_add_(): self ({Errors.Name(dtype)}) and source ({Errors.Name(source.dtype)}) must have " +
                    "the same scalar type");
            return Lines(dim, index, source.mul(alpha), "index_add_", static (line, values) => line.add_(values));
        }

        public Tensor index_fill(long dim, Tensor index, Scalar value) => clone().index_fill_(dim, index, value);

        public Tensor index_fill_(long dim, Tensor index, Scalar value)
        {
            _ = WrapDim(dim, "index_fill_");
            if (index.dtype != ScalarType.Int64) throw Errors.Torch("index_fill_(): Expected dtype int64 for index.");
            foreach (var i in index.CopyData<long>()) (Rank == 0 ? this : select(dim, i)).fill_(value);
            return this;
        }

        /// <summary>
        /// Writes the source's elements, in row-major order, to storage positions; the last one stays where positions repeat.
        /// </summary>
        internal void Scatter(long[] positions, Tensor source, bool accumulate)
        {
            if (accumulate && dtype is (ScalarType.Float16 or ScalarType.BFloat16))
                Elements.Run<RoundedAdding, bool>(dtype, "index_put_", new(this, positions, source));
            else if (accumulate) Elements.RunNumber<Adding, bool>(dtype, "index_put_", new(this, positions, source));
            else Elements.Run<Placing, bool>(dtype, "index_put_", new(this, positions, source));
        }

        private Tensor ScatterFrom(long dim, Tensor index, Tensor src, bool accumulate, string op)
        {
            if (src.dtype != dtype) throw Errors.Torch($"{op}(): Expected self.dtype to be equal to src.dtype");
            for (var d = 0; d < index.Rank && index.Rank == src.Rank; d++)
                if (index.Sizes[d] > src.Sizes[d])
                    throw Errors.Torch($"Expected index {Errors.Shape(index.Sizes)} to be smaller than self {Errors.Shape(Sizes)} " +
                        $"apart from dimension {dim} and to be smaller size than src {Errors.Shape(src.Sizes)}");
            var window = src;
            for (var d = 0; d < index.Rank; d++) window = window.narrow(d, 0, index.Sizes[d]);
            Scatter(AlongDim(dim, index, index.Sizes, op), window, accumulate);
            return this;
        }

        /// <summary>Storage positions that an index of the tensor's rank names along a dimension.</summary>
        private long[] AlongDim(long dim, Tensor index, long[] shape, string op)
        {
            var d = WrapDim(dim, op);
            if (index.dtype != ScalarType.Int64) throw Errors.Torch($"{op}(): Expected dtype int64 for index");
            if (Math.Max(index.Rank, 1) != Math.Max(Rank, 1))
                throw Errors.Torch("Index tensor must have the same number of dimensions as input tensor");
            var chosen = index.CopyData<long>();
            if (Rank == 0) return Array.ConvertAll(chosen, i => Offset + NotNegative(i, 1, op));
            for (var other = 0; other < index.Rank; other++)
                if (other != d && shape[other] > Sizes[other])
                    throw Errors.Torch($"Size does not match at dimension {other} expected index {Errors.Shape(shape)} to be " +
                        $"smaller than self {Errors.Shape(Sizes)} apart from dimension {d}");
            var strides = stride();
            strides[d] = 0;
            var positions = Strided.Positions(new(shape.Length == 0 ? [1] : shape, strides, Offset), chosen.LongLength);
            for (var i = 0; i < positions.Length; i++) positions[i] += NotNegative(chosen[i], Sizes[d], op) * Strides[d];
            return positions;
        }

        private Tensor Lines(long dim, Tensor index, Tensor source, string op, Func<Tensor, Tensor, Tensor> write)
        {
            var d = WrapDim(dim, op);
            if (index.dtype != ScalarType.Int64) throw Errors.Torch($"{op}(): Expected dtype int64 for index.");
            var chosen = index.CopyData<long>();
            var lines = source.Rank == 0 ? 1 : source.Sizes[source.WrapDim(d, op)];
            if (lines != chosen.LongLength)
                throw Errors.Torch($"{op}(): Number of indices ({chosen.LongLength}) should be equal to source.size(dim) ({lines})");
            if (Rank > 0 && source.Rank > 0 && !Without(Sizes, d).AsSpan().SequenceEqual(Without(source.Sizes, d)))
                throw Errors.Torch($"{op}(): Source/destination tensor must have same slice shapes. Destination slice shape: " +
                    $"{Errors.Shape(Without(Sizes, d))} at dimension {d} and source slice shape: " +
                        $"{Errors.Shape(Without(source.Sizes, d))} at dimension {d}.");
            for (var i = 0; i < chosen.Length; i++)
            {
                var at = NotNegative(chosen[i], Rank == 0 ? 1 : Sizes[d], op);
                write(Rank == 0 ? this : select(d, at), source.Rank == 0 ? source : source.select(d, i));
            }

            return this;
        }

        private static long NotNegative(long index, long size, string op) => index >= 0 && index < size
            ? index
            : throw Errors.Torch($"{op}(): index {index} is out of bounds for dimension with size {size}");

        private static long Wrapped(long index, long size, string op) =>
            NotNegative(index < 0 ? index + size : index, size, op);

        private readonly record struct Placing(Tensor Destination, long[] Positions, Tensor Source) : IElementComputation<bool>
        {
            public bool Run<T>() where T : unmanaged
            {
                var data = Source.CopyData<T>();
                var storage = Destination.StorageOf<T>();
                for (var i = 0; i < data.Length; i++) storage[Positions[i]] = data[i];
                return true;
            }
        }

        // Each sum is rounded to 16 bits before the next.
        private readonly record struct RoundedAdding(Tensor Destination, long[] Positions, Tensor Source) : IElementComputation<bool>
        {
            public bool Run<T>() where T : unmanaged
            {
                var data = Source.CopyData<float>();
                var storage = Destination.StorageOf<T>();
                for (var i = 0; i < data.Length; i++) storage[Positions[i]] = Cast.To<float, T>(Cast.To<T, float>(storage[Positions[i]]) + data[i]);
                return true;
            }
        }

        private readonly record struct Adding(Tensor Destination, long[] Positions, Tensor Source) : INumberComputation<bool>
        {
            public bool Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            {
                if (Destination.dtype == ScalarType.Bool) throw Errors.NotImplemented("index_put_ with accumulate", ScalarType.Bool);
                var data = Source.CopyData<T>();
                var storage = Destination.StorageOf<T>();
                for (var i = 0; i < data.Length; i++) storage[Positions[i]] += data[i];
                return true;
            }
        }
    }
}
