using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor asinh() => Elementwise.Real(this, "asinh", default(InverseHyperbolicSine));

        public Tensor asinh_() => InPlace(asinh(), "asinh_");

        public Tensor arcsinh() => Elementwise.Real(this, "asinh", default(InverseHyperbolicSine));

        public Tensor arcsinh_() => InPlace(arcsinh(), "arcsinh_");

        public Tensor acosh() => Elementwise.Real(this, "acosh", default(InverseHyperbolicCosine));

        public Tensor acosh_() => InPlace(acosh(), "acosh_");

        public Tensor arccosh() => Elementwise.Real(this, "acosh", default(InverseHyperbolicCosine));

        public Tensor arccosh_() => InPlace(arccosh(), "arccosh_");

        public Tensor atanh() => Elementwise.Real(this, "atanh", default(InverseHyperbolicTangent));

        public Tensor atanh_() => InPlace(atanh(), "atanh_");

        public Tensor arctanh() => Elementwise.Real(this, "atanh", default(InverseHyperbolicTangent));

        public Tensor arctanh_() => InPlace(arctanh(), "arctanh_");

        public Tensor deg2rad() => mul(Math.PI / 180);

        public Tensor deg2rad_() => InPlace(deg2rad(), "deg2rad_");

        public Tensor rad2deg() => mul(180 / Math.PI);

        public Tensor rad2deg_() => InPlace(rad2deg(), "rad2deg_");

        public Tensor logit(double? eps = null) => Elementwise.Real(eps is { } e ? clamp(e, 1 - e) : this, "logit", default(Logit));

        public Tensor logit_(double? eps = null) => InPlace(logit(eps), "logit_");

        public Tensor hypot(Tensor other) => Elementwise.RealOnly(this, other, "hypot", default(Hypotenuse));

        public Tensor logaddexp(Tensor other) => Elementwise.RealOnly(this, other, "logaddexp", default(LogAddExp));

        public Tensor copysign(Tensor other) => Elementwise.Real(this, other, "copysign", default(CopySign));

        public Tensor copysign_(Tensor other) => InPlace(copysign(other), "copysign_");

        public Tensor xlogy(Tensor y) => Elementwise.Real(this, y, "xlogy", default(XLogY));

        public Tensor xlogy_(Tensor y) => InPlace(xlogy(y), "xlogy_");

        public Tensor xlogy(Scalar y) => Elementwise.Real(this, y, "xlogy", default(XLogY));

        public Tensor xlogy_(Scalar y) => InPlace(xlogy(y), "xlogy_");

        public Tensor heaviside(Tensor other) => ge(0).to_type(dtype).where(ne(0), other);

        public Tensor heaviside_(Tensor other) => InPlace(heaviside(other), "heaviside_");

        public Tensor arctan(Tensor other) => atan2(other);

        public Tensor arctan_(Tensor other) => InPlace(arctan(other), "arctan_");
    }
}
