using TorchSharp.Operations;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor relu() => Elementwise.Unary(this, "relu", default(Rectify));

        public Tensor relu_() => InPlace(relu(), "relu_");

        public Tensor relu6() => hardtanh(0, 6);

        public Tensor relu6_() => InPlace(relu6(), "relu6_");

        public Tensor sigmoid() => Elementwise.Real(this, "sigmoid", default(Sigmoid));

        public Tensor sigmoid_() => InPlace(sigmoid(), "sigmoid_");

        public Tensor log_sigmoid() => Elementwise.RealOnly(this, "log_sigmoid", default(LogSigmoid));

        public Tensor silu() => Elementwise.RealOnly(this, "silu", default(Silu));

        public Tensor silu_() => InPlace(silu(), "silu_");

        public Tensor gelu() => Elementwise.RealOnly(this, "gelu", default(Gelu));

        public Tensor gelu_() => InPlace(gelu(), "gelu_");

        public Tensor selu() => elu(SeluAlpha, SeluScale, 1);

        public Tensor selu_() => InPlace(selu(), "selu_");

        public Tensor celu() => celu(1);

        public Tensor celu_() => InPlace(celu(), "celu_");

        public Tensor hardsigmoid() => Elementwise.RealOnly(this, "hardsigmoid", default(HardSigmoid));

        public Tensor hardsigmoid_() => InPlace(hardsigmoid(), "hardsigmoid_");

        public Tensor hardswish() => Elementwise.RealOnly(this, "hardswish", default(HardSwish));

        public Tensor hardswish_() => InPlace(hardswish(), "hardswish_");

        public Tensor elu(double alpha = 1) => elu(alpha, 1, 1);

        public Tensor elu_(double alpha = 1) => InPlace(elu(alpha), "elu_");

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) =>
            Elementwise.RealOnly(this, "elu", new Elu(alpha.Real, scale.Real, input_scale.Real));

        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) => InPlace(elu(alpha, scale, input_scale), "elu_");

        public Tensor celu(Scalar alpha) => elu(alpha, 1, 1 / alpha.Real);

        public Tensor celu_(Scalar alpha) => InPlace(celu(alpha), "celu_");

        public Tensor leaky_relu(Scalar negative_slope) => Elementwise.RealOnly(this, "leaky_relu", new LeakyRectify(negative_slope.Real));

        public Tensor leaky_relu_(Scalar negative_slope) => InPlace(leaky_relu(negative_slope), "leaky_relu_");

        public Tensor softplus(double beta = 1, double threshold = 20) =>
            Elementwise.RealOnly(this, "softplus", new Softplus(beta, threshold));

        public Tensor threshold(Scalar threshold, Scalar value) =>
            Elementwise.Unary(this, "threshold", new Operations.Threshold(threshold.Real, value.Real));

        public Tensor threshold_(Scalar threshold, Scalar value) => InPlace(this.threshold(threshold, value), "threshold_");

        // libtorch cuts the bounds of an integer tensor to integers.
        public Tensor hardtanh(Scalar min, Scalar max) => is_floating_point() ? clamp(min, max) : clamp(min.As<long>(), max.As<long>());

        public Tensor hardtanh_(Scalar min, Scalar max) => InPlace(hardtanh(min, max), "hardtanh_");

        public Tensor prelu(Tensor target) =>
            Floating("prelu").where(gt(0), this * target.view(ChannelShape(target.numel())));

        public Tensor glu(long dim = -1) => Floating("glu").GatedHalf(dim);
    }
}
