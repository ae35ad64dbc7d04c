using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The p-norm of each window of [N, C, L].</summary>
            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
                => Rooted(avg_pool1d(input.pow(norm_type), kernel_size, stride, 0, ceil_mode), kernel_size, norm_type);

            /// <summary>The p-norm of each window of [N, C, H, W].</summary>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                var window = kernel_size.Length == 1 ? kernel_size[0] * kernel_size[0] : kernel_size[0] * kernel_size[1];
                return Rooted(avg_pool2d(input.pow(norm_type), kernel_size, stride, null, ceil_mode), window, norm_type);
            }

            /// <inheritdoc cref="lp_pool2d(Tensor, double, long[], long[], bool)"/>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
                => lp_pool2d(input, norm_type, [kernel_size, kernel_size], stride is null ? null : [stride.Value, stride.Value], ceil_mode);

            /// <summary>Puts the maxima of max_pool1d_with_indices back where they were; everything else is 0.</summary>
            public static Tensor max_unpool1d(Tensor input, Tensor indices, long kernel_size, long? stride = null, long? padding = null,
                long[]? output_size = null)
                => Unpooling.Max(input, indices, new("max_unpool1d", 1, [kernel_size]) { Stride = One(stride), Padding = One(padding) }, output_size);

            /// <summary>Puts the maxima of max_pool2d_with_indices back where they were; everything else is 0.</summary>
            public static Tensor max_unpool2d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                long[]? output_size = null)
                => Unpooling.Max(input, indices, new("max_unpool2d", 2, kernel_size) { Stride = stride, Padding = padding }, output_size);

            /// <summary>Puts the maxima of max_pool3d_with_indices back where they were; everything else is 0.</summary>
            public static Tensor max_unpool3d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                long[]? output_size = null)
                => Unpooling.Max(input, indices, new("max_unpool3d", 3, kernel_size) { Stride = stride, Padding = padding }, output_size);

            // The mean times the window is the sum of powers; libtorch counts a cut window as a full one, and a negative sum as it is.
            private static Tensor Rooted(Tensor means, long window, double p) => (means.sign() * means.abs().relu() * window).pow(1 / p);
        }
    }
}
