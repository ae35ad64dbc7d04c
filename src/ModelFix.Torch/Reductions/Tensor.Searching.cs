using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where each value would stand in the last dimension of a sorted sequence: before equal elements, or after them.</summary>
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null)
    {
        var sequence = sorter is null ? sorted_sequence : sorted_sequence.gather(-1, sorter);
        if (sequence.Rank == 0) throw Errors.Torch("torch.searchsorted(): the boundaries tensor should have positive dimension, but got 0 dimension");
        if (sequence.Rank > 1 && !sequence.Sizes.AsSpan(..^1).SequenceEqual(values.Rank == 0 ? [] : values.Sizes.AsSpan(..^1)))
            throw Errors.Torch("torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and " +
                $"input value tensor must match, but we got boundaries tensor {Errors.Shape(sequence.Sizes)} and input value tensor {Errors.Shape(values.Sizes)}");
        var common = Promotion.Result(sequence, values);
        var places = Elements.RunNumber<Placement, long[]>(common, "searchsorted", new(sequence.to_type(common), values.to_type(common), right));
        return Tensor.FromData(places, values.shape).to_type(out_int32 ? ScalarType.Int32 : ScalarType.Int64);
    }

    /// <inheritdoc cref="searchsorted(Tensor, Tensor, bool, bool, Tensor)"/>
    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor sorter) =>
        searchsorted(sorted_sequence, Tensor.ScalarTensor(values), out_int32, right, sorter);

    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false) =>
        input.bucketize(boundaries, outInt32, right);

    public static Tensor quantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.quantile(q, dim, keepdim);

    public static Tensor nanquantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.nanquantile(q, dim, keepdim);

    public partial class Tensor
    {
        /// <summary>Which interval between sorted boundaries each element falls into.</summary>
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => boundaries.Rank == 1
            ? searchsorted(boundaries, this, outInt32, right)
            : throw Errors.Torch($"boundaries tensor must be 1 dimension, but got dim({boundaries.Rank})");

        /// <summary>The q-quantiles along a dimension, with linear interpolation; NaN where there is a NaN. A vector q gives a dimension in front.</summary>
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Quantiles("quantile", q, dim, keepdim, skipNaN: false);

        /// <summary>The q-quantiles of the elements that are numbers.</summary>
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Quantiles("nanquantile", q, dim, keepdim, skipNaN: true);

        private Tensor Quantiles(string op, Tensor q, long dim, bool keepdim, bool skipNaN)
        {
            if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
                throw Errors.Torch($"{op}() input tensor must be either float or double dtype");
            if (q.dtype != dtype) throw Errors.Torch($"{op}() q tensor must be same dtype as the input tensor");
            if (q.Rank > 1) throw Errors.Torch($"{op}() q must be a scalar or 1D tensor");
            if (numel() == 0) throw Errors.Torch($"{op}() input tensor must be non-empty");
            var fractions = q.CopyData<double>();
            if (fractions.Any(static fraction => !(fraction is >= 0 and <= 1))) throw Errors.Torch($"{op}() q values must be in the range [0, 1]");
            var d = Rank == 0 ? 0 : WrapDim(dim, op);
            var moved = Rank == 0 ? unsqueeze(0) : movedim([d], [-1]);
            var size = (int)moved.Sizes[^1];
            var data = moved.CopyData<double>();
            var rows = data.Length / size;
            var result = new double[fractions.Length * rows];
            for (var row = 0; row < rows; row++)
            {
                double[] sorted = [.. data.AsSpan(row * size, size).ToArray().Where(x => !skipNaN || !double.IsNaN(x)).Order()];
                for (var i = 0; i < fractions.Length; i++) result[i * rows + row] = Quantile(sorted, fractions[i]);
            }

            var reduced = FromData(result, [fractions.Length, .. moved.Sizes[..^1]]).to_type(dtype);
            if (keepdim && Rank > 0) reduced = reduced.unsqueeze(d + 1);
            return q.Rank == 0 ? reduced.squeeze(0) : reduced;
        }

        private static double Quantile(double[] sorted, double fraction)
        {
            // NaN sorts first.
            if (sorted.Length == 0 || double.IsNaN(sorted[0])) return double.NaN;
            var rank = fraction * (sorted.Length - 1);
            var (low, weight) = ((int)rank, rank - Math.Floor(rank));
            if (weight == 0) return sorted[low];
            var distance = sorted[low + 1] - sorted[low];
            return weight < 0.5 ? sorted[low] + weight * distance : sorted[low + 1] - distance * (1 - weight);
        }
    }

    private readonly record struct Placement(Tensor Sequence, Tensor Values, bool Right) : INumberComputation<long[]>
    {
        public long[] Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var (sequence, values) = (Sequence.CopyData<T>(), Values.CopyData<T>());
            var size = (int)Sequence.Sizes[^1];
            var each = Sequence.Rank == 1 ? Math.Max(1, values.Length) : (int)Values.Sizes[^1];
            var places = new long[values.Length];
            for (var i = 0; i < places.Length; i++) places[i] = Place(sequence.AsSpan(i / each * size, size), values[i]);
            return places;
        }

        private long Place<T>(ReadOnlySpan<T> sorted, T value) where T : INumber<T>
        {
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Right ? sorted[middle] > value : sorted[middle] >= value) high = middle;
                else low = middle + 1;
            }

            return low;
        }
    }
}
