using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Elementwise.Compare(this, target, "eq", default(Equal));

        public Tensor eq(Scalar target) => Elementwise.Compare(this, target, "eq", default(Equal));

        public Tensor eq_(Tensor target) => InPlace(eq(target), "eq_");

        public Tensor eq_(Scalar target) => InPlace(eq(target), "eq_");

        public Tensor ne(Tensor target) => Elementwise.Compare(this, target, "ne", default(NotEqual));

        public Tensor ne(Scalar target) => Elementwise.Compare(this, target, "ne", default(NotEqual));

        public Tensor ne_(Tensor target) => InPlace(ne(target), "ne_");

        public Tensor ne_(Scalar target) => InPlace(ne(target), "ne_");

        public Tensor lt(Tensor target) => Elementwise.Compare(this, target, "lt", default(Less));

        public Tensor lt(Scalar target) => Elementwise.Compare(this, target, "lt", default(Less));

        public Tensor lt_(Tensor target) => InPlace(lt(target), "lt_");

        public Tensor lt_(Scalar target) => InPlace(lt(target), "lt_");

        public Tensor le(Tensor target) => Elementwise.Compare(this, target, "le", default(LessOrEqual));

        public Tensor le(Scalar target) => Elementwise.Compare(this, target, "le", default(LessOrEqual));

        public Tensor le_(Tensor target) => InPlace(le(target), "le_");

        public Tensor le_(Scalar target) => InPlace(le(target), "le_");

        public Tensor gt(Tensor target) => Elementwise.Compare(this, target, "gt", default(Greater));

        public Tensor gt(Scalar target) => Elementwise.Compare(this, target, "gt", default(Greater));

        public Tensor gt_(Tensor target) => InPlace(gt(target), "gt_");

        public Tensor gt_(Scalar target) => InPlace(gt(target), "gt_");

        public Tensor ge(Tensor target) => Elementwise.Compare(this, target, "ge", default(GreaterOrEqual));

        public Tensor ge(Scalar target) => Elementwise.Compare(this, target, "ge", default(GreaterOrEqual));

        public Tensor ge_(Tensor target) => InPlace(ge(target), "ge_");

        public Tensor ge_(Scalar target) => InPlace(ge(target), "ge_");

        public Tensor equal(Tensor target) => eq(target);

        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor not_equal_(Tensor target) => InPlace(not_equal(target), "not_equal_");

        public Tensor less(Tensor target) => lt(target);

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor less_equal_(Tensor target) => InPlace(less_equal(target), "less_equal_");

        public Tensor greater(Tensor target) => gt(target);

        public Tensor greater_equal(Tensor target) => ge(target);

        public Tensor logical_and(Tensor other) => Elementwise.Compare(this, other, "logical_and", default(BothTrue));

        public Tensor logical_and_(Tensor other) => InPlace(logical_and(other), "logical_and_");

        public Tensor logical_or(Tensor other) => Elementwise.Compare(this, other, "logical_or", default(EitherTrue));

        public Tensor logical_or_(Tensor other) => InPlace(logical_or(other), "logical_or_");

        public Tensor logical_xor(Tensor other) => Elementwise.Compare(this, other, "logical_xor", default(ExactlyOneTrue));

        public Tensor logical_xor_(Tensor other) => InPlace(logical_xor(other), "logical_xor_");

        public Tensor logical_not() => eq(0);

        public Tensor logical_not_() => InPlace(logical_not(), "logical_not_");

        public Tensor bitwise_and(Tensor other) => Elementwise.Binary(this, other, "bitwise_and", default(And), Bits(other, "bitwise_and"));

        public Tensor bitwise_and_(Tensor other) => InPlace(bitwise_and(other), "bitwise_and_");

        public Tensor bitwise_or(Tensor other) => Elementwise.Binary(this, other, "bitwise_or", default(Or), Bits(other, "bitwise_or"));

        public Tensor bitwise_or_(Tensor other) => InPlace(bitwise_or(other), "bitwise_or_");

        public Tensor bitwise_xor(Tensor other) => Elementwise.Binary(this, other, "bitwise_xor", default(Xor), Bits(other, "bitwise_xor"));

        public Tensor bitwise_xor_(Tensor other) => InPlace(bitwise_xor(other), "bitwise_xor_");

        public Tensor bitwise_not() =>
            dtype == ScalarType.Bool ? logical_not() : Elementwise.Integral(this, "bitwise_not", default(Complement));

        public Tensor bitwise_not_() => InPlace(bitwise_not(), "bitwise_not_");

        public Tensor isnan() => ne(this);

        public Tensor isinf() => eq(double.PositiveInfinity).logical_or(eq(double.NegativeInfinity));

        public Tensor isposinf() => eq(double.PositiveInfinity);

        public Tensor isneginf() => eq(double.NegativeInfinity);

        public Tensor isfinite() => is_floating_point() ? sub(this).eq(0) : ones_like(ScalarType.Bool);

        public Tensor isreal() => ones_like(ScalarType.Bool);

        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
            Elementwise.Compare(this, other, "isclose", new Close(rtol, atol, nanEqual));

        public Tensor signbit() => is_floating_point() ? lt(0).logical_or(eq(0).logical_and(reciprocal().lt(0))) : lt(0);

        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
            isclose(target, rtol, atol, equal_nan).all().item<bool>();

        private ScalarType Bits(Tensor other, string op)
        {
            var common = Promotion.Result(this, other);
            return torch.is_integral(common) ? common : throw Errors.NotImplemented(op, common);
        }
    }
}
