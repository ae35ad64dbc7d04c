using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor float_power(Tensor input, Tensor target) => input.float_power(target);

    public static Tensor float_power_(Tensor input, Tensor target) => input.float_power_(target);

    public static Tensor logaddexp2(Tensor left, Tensor right) => left.logaddexp2(right);

    public static Tensor sinc(Tensor input) => input.sinc();

    public static Tensor sinc_(Tensor input) => input.sinc_();

    public static Tensor logcumsumexp(Tensor input, long dim) => input.logcumsumexp(dim);

    public static Tensor nanmean(Tensor input, int? dim = null, bool keepdim = false, ScalarType? dtype = null) => input.nanmean(dim, keepdim, dtype);

    public static Tensor diagonal_scatter(Tensor input, Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
        input.diagonal_scatter(src, offset, dim1, dim2);

    public partial class Tensor
    {
        /// <summary>The power in float64, whatever the operands are.</summary>
        public Tensor float_power(Tensor target) => to_type(ScalarType.Float64).pow(target.to_type(ScalarType.Float64));

        public Tensor float_power_(Tensor target) => dtype == ScalarType.Float64
            ? InPlace(float_power(target), "float_power_")
            : throw Errors.Torch($"the base given to float_power_ has dtype {Errors.Name(dtype)} but the operation's result requires dtype Double");

        public Tensor logaddexp2(Tensor other) => Elementwise.RealOnly(this, other, "logaddexp2", default(LogAddExp2));

        /// <summary>sin(pi x) / (pi x), and 1 at 0.</summary>
        public Tensor sinc() => Elementwise.Real(this, "sinc", default(Sinc));

        public Tensor sinc_() => InPlace(sinc(), "sinc_");

        /// <summary>The logarithm of the running sum of exponentials.</summary>
        public Tensor logcumsumexp(long dim)
        {
            var d = WrapDim(dim, "logcumsumexp");
            if (!is_floating_point()) throw Errors.NotImplemented("logcumsumexp", dtype);
            if (Rank == 0 || Sizes[d] == 0) return clone();
            var sums = new Tensor[Sizes[d]];
            sums[0] = select(d, 0);
            for (var i = 1; i < sums.Length; i++) sums[i] = sums[i - 1].logaddexp(select(d, i));
            return Joining.Stack(sums, d);
        }

        /// <summary>The mean of the elements that are numbers.</summary>
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null)
        {
            if (!is_floating_point())
                throw Errors.Torch($"nanmean(): expected input to have floating point or complex dtype but got {Errors.Name(this.dtype)}");
            long[] dims = dim is null ? [.. Enumerable.Range(0, Rank).Select(static d => (long)d)] : [dim.Value];
            var type = dtype ?? this.dtype;
            var numbers = isnan().logical_not();
            if (Rank == 0) return nan_to_num(double.NaN).to_type(type);
            return masked_fill(isnan(), 0).sum(dims, keepdim, type).div(numbers.sum(dims, keepdim).to_type(type));
        }

        /// <summary>A copy with other elements on a diagonal.</summary>
        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1)
        {
            var result = clone();
            var diagonal = result.diagonal(offset, dim1, dim2);
            if (!diagonal.Sizes.AsSpan().SequenceEqual(src.Sizes))
                throw Errors.Torch("expected src to have a size equal to the slice of self. src size = " +
                    $"{Errors.Shape(src.Sizes)}, slice size = {Errors.Shape(diagonal.Sizes)}");
            diagonal.copy_(src);
            return result;
        }
    }
}
