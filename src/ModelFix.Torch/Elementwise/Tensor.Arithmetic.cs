using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Elementwise.Binary(this, target, "add", default(Add));

        public Tensor add_(Tensor target) => InPlace(add(target), "add_");

        public Tensor add(Tensor target, Scalar alpha) => add(target.mul(alpha));

        public Tensor add_(Tensor target, Scalar alpha) => InPlace(add(target, alpha), "add_");

        public Tensor add(Scalar scalar) => Elementwise.Binary(this, scalar, "add", default(Add));

        public Tensor add_(Scalar scalar) => InPlace(add(scalar), "add_");

        public Tensor add(Scalar scalar, Scalar alpha) => add(ScaledBy(scalar, alpha));

        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(add(scalar, alpha), "add_");

        public Tensor sub(Tensor target) => Elementwise.Binary(this, target, "sub", default(Subtract), Subtractable(target));

        public Tensor sub_(Tensor target) => InPlace(sub(target), "sub_");

        public Tensor sub(Scalar target) => Elementwise.Binary(this, target, "sub", default(Subtract), Subtractable(target));

        public Tensor sub_(Scalar target) => InPlace(sub(target), "sub_");

        public Tensor subtract(Tensor target) => Elementwise.Binary(this, target, "sub", default(Subtract), Subtractable(target));

        public Tensor subtract_(Tensor target) => InPlace(subtract(target), "subtract_");

        public Tensor subtract(Scalar target) => Elementwise.Binary(this, target, "sub", default(Subtract), Subtractable(target));

        public Tensor subtract_(Scalar target) => InPlace(subtract(target), "subtract_");

        public Tensor mul(Tensor target) => Elementwise.Binary(this, target, "mul", default(Multiply));

        public Tensor mul_(Tensor target) => InPlace(mul(target), "mul_");

        public Tensor mul(Scalar target) => Elementwise.Binary(this, target, "mul", default(Multiply));

        public Tensor mul_(Scalar target) => InPlace(mul(target), "mul_");

        public Tensor multiply(Tensor target) => Elementwise.Binary(this, target, "mul", default(Multiply));

        public Tensor multiply(Scalar target) => Elementwise.Binary(this, target, "mul", default(Multiply));

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Divided(target, rounding_mode);

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => InPlace(div(target, rounding_mode), "div_");

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Divided(target, rounding_mode);

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => InPlace(div(target, rounding_mode), "div_");

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Divided(target, rounding_mode);

        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            InPlace(divide(target, rounding_mode), "divide_");

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Divided(target, rounding_mode);

        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            InPlace(divide(target, rounding_mode), "divide_");

        public Tensor true_divide(Tensor other) => Divided(other, RoundingMode.None);

        public Tensor true_divide_(Tensor other) => InPlace(true_divide(other), "true_divide_");

        public Tensor true_divide(Scalar other) => Divided(other, RoundingMode.None);

        public Tensor true_divide_(Scalar other) => InPlace(true_divide(other), "true_divide_");

        public Tensor floor_divide(Tensor other) => Divided(other, RoundingMode.floor);

        public Tensor floor_divide_(Tensor other) => InPlace(floor_divide(other), "floor_divide_");

        public Tensor floor_divide(Scalar other) => Divided(other, RoundingMode.floor);

        public Tensor floor_divide_(Scalar other) => InPlace(floor_divide(other), "floor_divide_");

        public Tensor remainder(Tensor target) =>
            Elementwise.Binary(this, target, "remainder", default(Remainder), NotBool(target, "remainder"));

        public Tensor remainder_(Tensor target) => InPlace(remainder(target), "remainder_");

        public Tensor remainder(Scalar scalar) =>
            Elementwise.Binary(this, scalar, "remainder", default(Remainder), NotBool(scalar, "remainder"));

        public Tensor remainder_(Scalar scalar) => InPlace(remainder(scalar), "remainder_");

        public Tensor fmod(Tensor target) => Elementwise.Binary(this, target, "fmod", default(FloatModulo), NotBool(target, "fmod"));

        public Tensor fmod_(Tensor target) => InPlace(fmod(target), "fmod_");

        public Tensor fmod(Scalar scalar) => Elementwise.Binary(this, scalar, "fmod", default(FloatModulo), NotBool(scalar, "fmod"));

        public Tensor fmod_(Scalar scalar) => InPlace(fmod(scalar), "fmod_");

        public Tensor pow(Tensor exponent) => Elementwise.Binary(this, exponent, "pow", default(Power));

        public Tensor pow_(Tensor exponent) => InPlace(pow(exponent), "pow_");

        public Tensor pow(Scalar exponent) => RaisedTo(exponent);

        public Tensor pow_(Scalar exponent) => InPlace(pow(exponent), "pow_");

        public Tensor atan2(Tensor other) => Elementwise.Real(this, other, "atan2", default(ArcTangent2));

        public Tensor atan2_(Tensor other) => InPlace(atan2(other), "atan2_");

        public Tensor arctan2(Tensor other) => atan2(other);

        public Tensor arctan2_(Tensor other) => InPlace(arctan2(other), "arctan2_");

        public Tensor maximum(Tensor other) => Elementwise.Binary(this, other, "maximum", default(Maximum));

        public Tensor minimum(Tensor other) => Elementwise.Binary(this, other, "minimum", default(Minimum));

        public Tensor fmax(Tensor other) => Elementwise.Binary(this, other, "fmax", default(MaximumNumber));

        public Tensor fmin(Tensor other) => Elementwise.Binary(this, other, "fmin", default(MinimumNumber));

        public Tensor max(Tensor other) => maximum(other);

        public Tensor min(Tensor other) => minimum(other);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => add(tensor1.mul(tensor2).ScaledInDtype(value));

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(addcmul(tensor1, tensor2, value), "addcmul_");

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => add(Quotient(tensor1, tensor2).mul(value));

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(addcdiv(tensor1, tensor2, value), "addcdiv_");

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => add(Quotient(tensor1, tensor2));

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => InPlace(addcdiv(tensor1, tensor2), "addcdiv_");

        public Tensor lerp(Tensor end, Tensor weight) => Floating("lerp").Once(end, weight,
            static (x, end, weight) => x.add(end.sub(x).mul(weight)));

        public Tensor lerp_(Tensor end, Tensor weight) => InPlace(lerp(end, weight), "lerp_");

        // An integer tensor cuts the factor to an integer.
        private Tensor ScaledInDtype(Scalar factor) => mul(is_floating_point() ? factor : factor.As<long>());

        private static Tensor Quotient(Tensor a, Tensor b) => a.is_floating_point() || b.is_floating_point()
            ? a.div(b)
            : throw Errors.Torch("Integer division with addcdiv is no longer supported: convert the operands to floating point first");

        // What libtorch computes in one kernel it rounds once: 16-bit floats go through float32.
        private Tensor Once(Tensor a, Tensor b, Func<Tensor, Tensor, Tensor, Tensor> compute)
        {
            if (dtype is not (ScalarType.Float16 or ScalarType.BFloat16) || a.dtype != dtype || b.dtype != dtype) return compute(this, a, b);
            return compute(to_type(ScalarType.Float32), a.to_type(ScalarType.Float32), b.to_type(ScalarType.Float32)).to_type(dtype);
        }
    }
}
