using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // Klambauer et al., Self-Normalizing Neural Networks (2017).
        private const double SeluAlpha = 1.6732632423543772848170429916717;
        private const double SeluScale = 1.0507009873554804934193349852946;

        public Tensor gelu(Modules.GELU.Approximate approximate) => approximate == Modules.GELU.Approximate.tanh
            ? Elementwise.RealOnly(this, "gelu", default(GeluTanh))
            : gelu();

        public Tensor gelu_(Modules.GELU.Approximate approximate) => InPlace(gelu(approximate), "gelu_");

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null)
        {
            if (!is_floating_point()) return clone();
            var (lowest, highest) = (finfo(dtype).min, finfo(dtype).max);
            return masked_fill(isnan(), nan).masked_fill(isposinf(), posinf ?? highest).masked_fill(isneginf(), neginf ?? lowest);
        }

        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) =>
            InPlace(nan_to_num(nan, posinf, neginf), "nan_to_num_");

        /// <summary>Writes a result into this tensor, if its dtype and shape allow it.</summary>
        internal Tensor InPlace(Tensor result, string op)
        {
            if (!Promotion.CanCast(result.dtype, dtype))
                throw Errors.Torch($"{op}: result type {Errors.Name(result.dtype)} can't be cast to the desired output type " +
                    $"{Errors.Name(dtype)}");
            if (!result.Sizes.AsSpan().SequenceEqual(Sizes))
                throw Errors.Torch($"{op}: output with shape {Errors.Shape(Sizes)} doesn't match the broadcast shape " +
                    $"{Errors.Shape(result.Sizes)}");
            return copy_(result);
        }

        private Tensor Divided(Operand divisor, RoundingMode mode) => mode switch
        {
            RoundingMode.trunc => Elementwise.Binary(this, divisor, "div", default(TruncatedDivide), NotBool(divisor, "div")),
            RoundingMode.floor => Elementwise.Binary(this, divisor, "floor_divide", default(FloorDivide), NotBool(divisor, "floor_divide")),
            _ => Elementwise.Real(this, divisor, "div", default(Divide)),
        };

        // libtorch's own special cases: they round differently from a general power.
        private Tensor RaisedTo(Scalar exponent)
        {
            var computed = Promotion.Result(this, exponent);
            if (!torch.is_floating_point(computed)) return IntegerPower(exponent.As<long>(), computed);
            var x = to_type(computed);
            return exponent.Real switch
            {
                0 => x.ones_like(),
                1 => x.clone(),
                2 => Elementwise.Unary(x, "pow", default(Square)),
                3 => Elementwise.Unary(x, "pow", default(Cube)),
                0.5 => x.sqrt(),
                -0.5 => x.rsqrt(),
                -1 => x.reciprocal(),
                -2 => Elementwise.Real(x, "pow", default(InverseSquare)),
                _ => Elementwise.Binary(x, exponent, "pow", default(Power)),
            };
        }

        private Tensor IntegerPower(long exponent, ScalarType computed)
        {
            if (exponent < 0) throw Errors.Torch("Integers to negative integer powers are not allowed.");
            return Elementwise.Binary(this, (Scalar)exponent, "pow", default(Power), computed);
        }

        private ScalarType NotBool(Operand other, string op)
        {
            var common = Promotion.Result(this, other);
            return common == ScalarType.Bool ? throw Errors.NotImplemented(op, common) : common;
        }

        private ScalarType Subtractable(Operand other)
        {
            if (dtype == ScalarType.Bool || other.Tensor.dtype == ScalarType.Bool)
                throw Errors.Torch("Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert " +
                    "a mask, use the `~` or `logical_not()` operator instead.");
            return Promotion.Result(this, other);
        }

        private static Scalar ScaledBy(Scalar value, Scalar alpha) =>
            value.IsFloatingPoint || alpha.IsFloatingPoint ? (Scalar)(value.Real * alpha.Real) : (Scalar)(value.As<long>() * alpha.As<long>());

        // A weight per channel lies along dimension 1; a single weight serves all.
        private long[] ChannelShape(long weights)
        {
            if (weights == 1) return [1];
            if (Rank < 2 || Sizes[1] != weights)
                throw Errors.Torch($"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weights} and " +
                    $"input of shape {Errors.Shape(Sizes)}.");
            return [weights, .. Enumerable.Repeat(1L, Rank - 2)];
        }

        private Tensor Floating(string op) => is_floating_point() ? this : throw Errors.NotImplemented(op, dtype);

        private Tensor GatedHalf(long dim)
        {
            var d = WrapDim(dim, "glu");
            if (Rank == 0 || Sizes[d] % 2 != 0)
                throw Errors.Torch($"Halving dimension must be even, but dimension {d} of {Errors.Shape(Sizes)} is not");
            var half = Sizes[d] / 2;
            return narrow(d, 0, half).mul(narrow(d, half, half).sigmoid());
        }
    }
}
