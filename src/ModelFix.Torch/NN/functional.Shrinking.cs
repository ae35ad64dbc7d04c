using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>x - tanh(x).</summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false) => Into(x, x - x.tanh(), inplace);

            /// <summary>x moved towards 0 by lambda, and 0 where it is not that far away.</summary>
            public static Tensor softshrink(Tensor x, double lambda = 0.5)
            {
                Dense.RequireFloat(nameof(softshrink), x);
                if (lambda < 0) throw Errors.Torch($"lambda must be greater or equal to 0, but found to be {lambda}.");
                return where(x > lambda, x - lambda, where(x < -lambda, x + lambda, x * 0));
            }

            /// <summary>x, but 0 between -lambda and lambda.</summary>
            public static Tensor hardshrink(Tensor x, double lambda = 0.5)
            {
                Dense.RequireFloat(nameof(hardshrink), x);
                return x.masked_fill((x >= -lambda).logical_and(x <= lambda), 0);
            }

            /// <summary>x where it is above the threshold, else the value.</summary>
            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false)
                => Into(x, x.threshold(threshold, value), inplace);

            /// <summary>x where positive, else x times the mean of lower and upper: TorchSharp never asks for random slopes.</summary>
            public static Tensor rrelu(Tensor x, double lower = 1.0 / 8.0, double upper = 1.0 / 3.0, bool inplace = false)
                => Into(x, x.rrelu(lower, upper), inplace);

            /// <summary>The softmax of -x.</summary>
            public static Tensor softmin(Tensor x, long dim) => (-x).softmax(dim);

            /// <summary>The softmax over the channels of [N, C, H, W] or [C, H, W].</summary>
            public static Tensor softmax2d(Tensor x) => x.softmax(-3);
        }
    }

    public partial class Tensor
    {
        public Tensor rrelu(double lower = 1.0 / 8.0, double upper = 1.0 / 3.0) => leaky_relu((lower + upper) / 2);

        public Tensor rrelu_(double lower = 1.0 / 8.0, double upper = 1.0 / 3.0) => InPlace(rrelu(lower, upper), "rrelu_");
    }
}
