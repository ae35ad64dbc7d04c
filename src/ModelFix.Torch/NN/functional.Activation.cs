using TorchSharp.Kernels;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor relu6(Tensor x, bool inplace = false) => Into(x, x.relu6(), inplace);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
                => Into(input, input.leaky_relu(negative_slope), inplace);

            public static Tensor prelu(Tensor input, Tensor weight) => input.prelu(weight);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Into(x, x.elu(alpha), inplace);

            public static Tensor selu(Tensor x, bool inplace = false) => Into(x, x.selu(), inplace);

            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => Into(x, x.celu(alpha), inplace);

            public static Tensor sigmoid(Tensor x, bool inplace) => Into(x, x.sigmoid(), inplace);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => Into(x, x.tanh(), inplace);

            public static Tensor silu(Tensor x, bool inplace = false) => Into(x, x.silu(), inplace);

            public static Tensor gelu(Tensor x, bool inplace) => Into(x, x.gelu(), inplace);

            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false)
                => Into(x, approximate is Modules.GELU.Approximate.tanh ? TanhGelu(x) : x.gelu(), inplace);

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor hardswish(Tensor input, bool inplace = false) => Into(input, input.hardswish(), inplace);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Into(input, input.hardsigmoid(), inplace);

            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false)
                => Into(x, x.hardtanh(min_val, max_val), inplace);

            public static Tensor mish(Tensor x, bool inplace = false) => Into(x, x * x.softplus().tanh(), inplace);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            public static Tensor softsign(Tensor x, bool inplace = false) => Into(x, x / (x.abs() + 1), inplace);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor glu(Tensor input, long dim = -1) => input.glu(dim);

            private static Tensor TanhGelu(Tensor x)
            {
                Dense.RequireFloat(nameof(gelu), x);
                var scale = Math.Sqrt(2 / Math.PI);
                var values = Array.ConvertAll(
                    Dense.Values(x), value => 0.5 * value * (1 + Math.Tanh(scale * (value + 0.044715 * value * value * value))));
                return Dense.Tensor(values, x.shape, x.dtype);
            }

            private static Tensor Into(Tensor input, Tensor result, bool inplace) => inplace ? input.copy_(result).alias() : result;
        }
    }
}
