namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Reductions.Sum(this, [], false, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Reductions.Sum(this, dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Reductions.Sum(this, dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Reductions.Sum(this, [dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            Reductions.Sum(this, [dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            Reductions.Sum(this, [dim0, dim1, dim2], keepdim, type);

        public Tensor prod(ScalarType? type = null) => Reductions.Product(this, [], false, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Reductions.Product(this, [dim], keepdim, type);

        public Tensor mean() => Reductions.Mean(this, [], false, null);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Reductions.Mean(this, dimensions, keepdim, type);

        public Tensor std(bool unbiased = true) => Spread([], unbiased, false, null, root: true);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(dimensions, unbiased, keepdim, type, root: true);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(dimensions, unbiased, keepdim, type, root: true);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread([dim], unbiased, keepdim, type, root: true);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread([dim.Item1, dim.Item2], unbiased, keepdim, type, root: true);

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type, root: true);

        public Tensor var(bool unbiased = true) => Spread([], unbiased, false, null, root: false);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(dimensions, unbiased, keepdim, type, root: false);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(dimensions, unbiased, keepdim, type, root: false);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread([dim], unbiased, keepdim, type, root: false);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread([dim.Item1, dim.Item2], unbiased, keepdim, type, root: false);

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type, root: false);

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) =>
            (Spread([], unbiased, false, null, root: true), Reductions.Mean(this, [], false, null));

        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            (Spread(dimensions, unbiased, keepdim, type, root: true), Reductions.Mean(this, dimensions, keepdim, type));

        public (Tensor std, Tensor mean) std_mean(
            ReadOnlySpan<long> dimensions,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null) =>
            (Spread(dimensions, unbiased, keepdim, type, root: true), Reductions.Mean(this, dimensions, keepdim, type));

        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            (Spread([dim], unbiased, keepdim, type, root: true), Reductions.Mean(this, [dim], keepdim, type));

        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            (Spread([dim.Item1, dim.Item2], unbiased, keepdim, type, root: true), Reductions.Mean(this, [dim.Item1, dim.Item2], keepdim, type));

        public (Tensor std, Tensor mean) std_mean(
            (long, long, long) dim,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null) =>
            (Spread([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type, root: true), Reductions.Mean(this, [dim.Item1, dim.Item2, dim.Item3], keepdim, type));

        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) =>
            (Spread([], unbiased, false, null, root: false), Reductions.Mean(this, [], false, null));

        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            (Spread(dimensions, unbiased, keepdim, type, root: false), Reductions.Mean(this, dimensions, keepdim, type));

        public (Tensor std, Tensor mean) var_mean(
            ReadOnlySpan<long> dimensions,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null) =>
            (Spread(dimensions, unbiased, keepdim, type, root: false), Reductions.Mean(this, dimensions, keepdim, type));

        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            (Spread([dim], unbiased, keepdim, type, root: false), Reductions.Mean(this, [dim], keepdim, type));

        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            (Spread([dim.Item1, dim.Item2], unbiased, keepdim, type, root: false), Reductions.Mean(this, [dim.Item1, dim.Item2], keepdim, type));

        public (Tensor var, Tensor mean) var_mean(
            (long, long, long) dim,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null) =>
            (Spread([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type, root: false), Reductions.Mean(this, [dim.Item1, dim.Item2, dim.Item3], keepdim, type));

        public Tensor logsumexp(long dim, bool keepdim = false) => to_type(Promotion.Real(dtype)).Norms(new RealLogSumExp(), [dim], keepdim, "logsumexp");

        public Tensor norm(float p = 2) => Norms(new RealNorm(p, dtype), [], false, "norm");

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Norms(new RealNorm(p, dtype), [dim], keepdim, "norm");

        public Tensor dist(Tensor other, float p = 2) => sub(other).norm(p);

        public Tensor all() => AsTruth(Reductions.Sum(eq(0), [], false, null).eq(0));

        public Tensor all(long dim, bool keepdim = false) => AsTruth(Reductions.Sum(eq(0), [dim], keepdim, null).eq(0));

        public Tensor any() => AsTruth(Reductions.Sum(ne(0), [], false, null).gt(0));

        public Tensor any(long dim, bool keepdim = false) => AsTruth(Reductions.Sum(ne(0), [dim], keepdim, null).gt(0));

        public Tensor nansum() => is_floating_point() ? masked_fill(isnan(), 0).sum() : sum();

        public Tensor count_nonzero(long[]? dims = null) => ne(0).sum(dims ?? [], false, null);

        private Tensor Spread(ReadOnlySpan<long> dims, bool unbiased, bool keepdim, ScalarType? type, bool root) =>
            Reductions.Variance(type is { } asked ? to_type(asked) : this, dims, unbiased, keepdim, root);

        private Tensor Norms<TReduction>(TReduction reduction, ReadOnlySpan<long> dims, bool keepdim, string op) where TReduction : struct, IRealReduction
        {
            if (!is_floating_point())
                throw Errors.Torch($"{op}: Expected a floating point or complex tensor as input. Got {Errors.Name(dtype)}");
            return Reductions.Real(Groups.Over(this, dims, keepdim, op), dtype, reduction);
        }

        // libtorch answers uint8 for uint8 and bool for everything else.
        private Tensor AsTruth(Tensor truth) => dtype == ScalarType.Byte ? truth.to_type(ScalarType.Byte) : truth;
    }
}
