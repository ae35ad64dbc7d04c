using System.Numerics;
using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor max() => Reductions.Extreme<Maximum>(this, [], false, "max");

        public Tensor min() => Reductions.Extreme<Minimum>(this, [], false, "min");

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => ExtremeAlong(dim, keepdim, largest: true, "max");

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => ExtremeAlong(dim, keepdim, largest: false, "min");

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            Into(@out, Reductions.Extreme<Maximum>(this, dims, keepdim, "amax"));

        public Tensor amax(params long[] dims) => amax(dims, false, null);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            Into(@out, Reductions.Extreme<Minimum>(this, dims, keepdim, "amin"));

        public Tensor amin(params long[] dims) => amin(dims, false, null);

        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false)
        {
            long[] dims = dim is { } given ? [given] : [];
            return (amin(dims, keepdim, null), amax(dims, keepdim, null));
        }

        public Tensor argmax() => Position(flatten(), 0, false, largest: true, "argmax");

        public Tensor argmax(long dim, bool keepdim = false) => Position(this, dim, keepdim, largest: true, "argmax");

        public Tensor argmin() => Position(flatten(), 0, false, largest: false, "argmin");

        public Tensor argmin(long dim, bool keepdim = false) => Position(this, dim, keepdim, largest: false, "argmin");

        /// <summary>Sorted along a dimension, NaN last (first if descending), equal elements in their order.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            _ = WrapDim(dim, "sort");
            var moved = Rank == 0 ? reshape(1) : transpose(dim, -1);
            var order = Elements.RunNumber<Sorting, Tensor>(dtype, "sort", new(moved, descending));
            var indices = Rank == 0 ? order.reshape([]) : order.transpose(dim, -1).contiguous();
            return (gather(dim, indices), indices);
        }

        public Tensor argsort(long dim = -1, bool descending = false) => sort(dim, descending).Indices;

        public Tensor msort() => sort(0).Values;

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            var size = Rank == 0 ? 1 : Sizes[WrapDim(dim, "topk")];
            if (k < 0 || k > size) throw Errors.Torch("selected index k out of range");
            var (values, indices) = sort(dim, largest);
            return Rank == 0 ? (values, indices) : (values.narrow(dim, 0, k).contiguous(), indices.narrow(dim, 0, k).contiguous());
        }

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false)
        {
            var d = dim ?? -1;
            var (sorted, order) = sort(d);
            if (Rank == 0) return (sorted, order);
            if (k < 1 || k > Sizes[WrapDim(d, "kthvalue")]) throw Errors.Torch("kthvalue(): selected number k out of range for dimension");
            var (values, indices) = (sorted.narrow(d, k - 1, 1), order.narrow(d, k - 1, 1));
            return keepdim ? (values.clone(), indices.clone()) : (values.squeeze(d).clone(), indices.squeeze(d).clone());
        }

        public (Tensor values, Tensor indexes) cummax(long dim) => Record(dim, largest: true);

        public (Tensor values, Tensor indexes) cummin(long dim) => Record(dim, largest: false);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false)
        {
            var found = unsqueeze(-1).eq(test_elements.flatten()).any(-1);
            return invert ? found.logical_not() : found;
        }

        /// <summary>The middle of the elements that are not NaN.</summary>
        public Tensor nanmedian() =>
            numel() > 0 && is_floating_point() && !isnan().all().item<bool>() ? flatten().masked_select(isnan().logical_not().flatten()).median() : median();

        /// <summary>The middle element, the lower one of two; NaN if there is one.</summary>
        public Tensor median()
        {
            if (numel() == 0)
            {
                return is_floating_point()
                    ? full(System.Array.Empty<long>(), double.NaN, dtype)
                    : throw Errors.Torch("median(): an empty integer tensor has no median");
            }

            var (sorted, _) = flatten().sort();
            return is_floating_point() && isnan().any().item<bool>() ? sorted.select(0, -1).clone() : sorted.select(0, (numel() - 1) / 2).clone();
        }

        // The last of equal records counts, and a NaN stays the record.
        private (Tensor Values, Tensor Indices) Record(long dim, bool largest)
        {
            var d = WrapDim(dim, largest ? "cummax" : "cummin");
            if (Rank == 0) return (clone(), zeros(System.Array.Empty<long>(), ScalarType.Int64));
            var best = narrow(d, 0, Math.Min(1, Sizes[d]));
            List<Tensor> values = [best], indices = [best.zeros_like(ScalarType.Int64)];
            for (long i = 1; i < Sizes[d]; i++)
            {
                var next = narrow(d, i, 1);
                var better = next.isnan().logical_or((largest ? next.ge(best) : next.le(best)).logical_and(best.isnan().logical_not()));
                best = next.where(better, best);
                values.Add(best);
                indices.Add(indices[^1].full_like(i).where(better, indices[^1]));
            }

            return (Joining.Cat(values.ToArray(), d).clone(), Joining.Cat(indices.ToArray(), d).clone());
        }

        private static Tensor Into(Tensor? destination, Tensor result) => destination is null ? result : destination.InPlace(result, "out");

        private (Tensor Values, Tensor Positions) ExtremeAlong(long dim, bool keepdim, bool largest, string op)
        {
            var positions = Position(this, dim, keepdim: true, largest, op);
            var values = gather(dim, positions);
            return keepdim || Rank == 0 ? (values, positions) : (values.select(dim, 0), positions.select(dim, 0));
        }

        private static Tensor Position(Tensor x, long dim, bool keepdim, bool largest, string op)
        {
            if (x.dtype == ScalarType.Bool && op.StartsWith("arg", StringComparison.Ordinal)) throw Errors.NotImplemented(op, x.dtype);
            var groups = Groups.Over(x, [dim], keepdim, op);
            return FromData(Reductions.ExtremePositions(groups, largest, op), groups.Kept);
        }

        private readonly record struct Sorting(Tensor X, bool Descending) : INumberComputation<Tensor>
        {
            public Tensor Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            {
                var data = X.CopyData<T>();
                var order = new long[data.Length];
                var length = (int)X.Sizes[^1];
                for (var start = 0; start < data.Length; start += length)
                    SortedPositions(data.AsSpan(start, length).ToArray(), Descending).CopyTo(order, start);
                return FromData(order, X.shape);
            }

            private static long[] SortedPositions<T>(T[] line, bool descending) where T : INumber<T>
            {
                var positions = Enumerable.Range(0, line.Length).Select(static i => (long)i);
                var comparer = Comparer<long>.Create((a, b) => Compare(line[a], line[b]));
                return (descending ? positions.OrderDescending(comparer) : positions.Order(comparer)).ToArray();
            }

            private static int Compare<T>(T a, T b) where T : INumber<T> =>
                T.IsNaN(a) || T.IsNaN(b) ? T.IsNaN(a).CompareTo(T.IsNaN(b)) : a.CompareTo(b);
        }
    }
}
