using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Elementwise.Unary(this, "abs", default(Absolute));

        public Tensor abs_() => InPlace(abs(), "abs_");

        public Tensor absolute() => Elementwise.Unary(this, "abs", default(Absolute));

        public Tensor absolute_() => InPlace(absolute(), "absolute_");

        public Tensor neg() => Elementwise.Unary(this, "neg", default(Negate));

        public Tensor neg_() => InPlace(neg(), "neg_");

        public Tensor negative() => Elementwise.Unary(this, "neg", default(Negate));

        public Tensor positive() => alias();

        public Tensor sign() => dtype == ScalarType.Bool ? clone() : Elementwise.Unary(this, "sign", default(Sign));

        public Tensor sign_() => InPlace(sign(), "sign_");

        public Tensor sgn() => dtype == ScalarType.Bool ? clone() : Elementwise.Unary(this, "sign", default(Sign));

        public Tensor sgn_() => InPlace(sgn(), "sgn_");

        public Tensor square() => pow(2);

        public Tensor reciprocal() => Elementwise.Real(this, "reciprocal", default(Reciprocal));

        public Tensor reciprocal_() => InPlace(reciprocal(), "reciprocal_");

        public Tensor sqrt() => Elementwise.Real(this, "sqrt", default(SquareRoot));

        public Tensor sqrt_() => InPlace(sqrt(), "sqrt_");

        public Tensor rsqrt() => Elementwise.Real(this, "rsqrt", default(InverseSquareRoot));

        public Tensor rsqrt_() => InPlace(rsqrt(), "rsqrt_");

        public Tensor exp() => Elementwise.Real(this, "exp", default(Exponential));

        public Tensor exp_() => InPlace(exp(), "exp_");

        public Tensor exp2() => Elementwise.Real(this, "exp2", default(Exponential2));

        public Tensor exp2_() => InPlace(exp2(), "exp2_");

        public Tensor expm1() => Elementwise.Real(this, "expm1", default(ExponentialMinus1));

        public Tensor expm1_() => InPlace(expm1(), "expm1_");

        public Tensor log() => Elementwise.Real(this, "log", default(Logarithm));

        public Tensor log_() => InPlace(log(), "log_");

        public Tensor log2() => Elementwise.Real(this, "log2", default(Logarithm2));

        public Tensor log2_() => InPlace(log2(), "log2_");

        public Tensor log10() => Elementwise.Real(this, "log10", default(Logarithm10));

        public Tensor log10_() => InPlace(log10(), "log10_");

        public Tensor log1p() => Elementwise.Real(this, "log1p", default(LogarithmOf1Plus));

        public Tensor log1p_() => InPlace(log1p(), "log1p_");

        public Tensor sin() => Elementwise.Real(this, "sin", default(Sine));

        public Tensor sin_() => InPlace(sin(), "sin_");

        public Tensor cos() => Elementwise.Real(this, "cos", default(Cosine));

        public Tensor cos_() => InPlace(cos(), "cos_");

        public Tensor tan() => Elementwise.Real(this, "tan", default(Tangent));

        public Tensor tan_() => InPlace(tan(), "tan_");

        public Tensor sinh() => Elementwise.Real(this, "sinh", default(HyperbolicSine));

        public Tensor sinh_() => InPlace(sinh(), "sinh_");

        public Tensor cosh() => Elementwise.Real(this, "cosh", default(HyperbolicCosine));

        public Tensor cosh_() => InPlace(cosh(), "cosh_");

        public Tensor tanh() => Elementwise.Real(this, "tanh", default(HyperbolicTangent));

        public Tensor tanh_() => InPlace(tanh(), "tanh_");

        public Tensor asin() => Elementwise.Real(this, "asin", default(ArcSine));

        public Tensor asin_() => InPlace(asin(), "asin_");

        public Tensor arcsin() => Elementwise.Real(this, "asin", default(ArcSine));

        public Tensor arcsin_() => InPlace(arcsin(), "arcsin_");

        public Tensor acos() => Elementwise.Real(this, "acos", default(ArcCosine));

        public Tensor acos_() => InPlace(acos(), "acos_");

        public Tensor arccos() => Elementwise.Real(this, "acos", default(ArcCosine));

        public Tensor arccos_() => InPlace(arccos(), "arccos_");

        public Tensor atan() => Elementwise.Real(this, "atan", default(ArcTangent));

        public Tensor atan_() => InPlace(atan(), "atan_");

        public Tensor arctan() => Elementwise.Real(this, "atan", default(ArcTangent));

        public Tensor arctan_() => InPlace(arctan(), "arctan_");

        public Tensor floor() => Elementwise.Rounding(this, "floor", default(Floor));

        public Tensor floor_() => InPlace(floor(), "floor_");

        public Tensor ceil() => Elementwise.Rounding(this, "ceil", default(Ceiling));

        public Tensor ceil_() => InPlace(ceil(), "ceil_");

        public Tensor trunc() => Elementwise.Rounding(this, "trunc", default(Truncate));

        public Tensor trunc_() => InPlace(trunc(), "trunc_");

        public Tensor fix() => Elementwise.Rounding(this, "trunc", default(Truncate));

        public Tensor fix_() => InPlace(fix(), "fix_");

        public Tensor frac() => Elementwise.RealOnly(this, "frac", default(Fraction));

        public Tensor frac_() => InPlace(frac(), "frac_");

        public Tensor erf() => Elementwise.Real(this, "erf", default(Erf));

        public Tensor erf_() => InPlace(erf(), "erf_");

        public Tensor erfc() => Elementwise.Real(this, "erfc", default(ErfComplement));

        public Tensor erfc_() => InPlace(erfc(), "erfc_");

        public Tensor round(long decimals = 0) => decimals == 0 ? Elementwise.Rounding(this, "round", new Round()) : RoundedTo(decimals);

        public Tensor round_(long decimals = 0) => InPlace(round(decimals), "round_");

        // Each of the three steps rounds to the dtype, as in libtorch.
        private Tensor RoundedTo(long decimals)
        {
            var ten = Math.Pow(10, Math.Abs(decimals));
            return decimals > 0 ? Floating("round").mul(ten).round().div(ten) : Floating("round").div(ten).round().mul(ten);
        }
    }
}
