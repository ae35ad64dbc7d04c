using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false)
                => max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode).output;

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(Tensor input, long kernel_size, long? stride = null,
                long? padding = null, long? dilation = null, bool ceil_mode = false)
                => Pooling.Max(input, MaxArguments(1, [kernel_size], One(stride), One(padding), One(dilation), ceil_mode));

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false)
                => max_pool2d_with_indices(input, kernel_size, strides, padding, dilation, ceil_mode).output;

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false)
                => max_pool2d(input, [kernel_size], One(stride), One(padding), One(dilation), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false)
                => max_pool2d(input, List(kernel_size), List(stride), List(padding), List(dilation), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => Pooling.Max(input, MaxArguments(2, kernel_size, strides, padding, dilation, ceil_mode));

            public static Tensor max_pool3d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false)
                => max_pool3d_with_indices(input, kernel_size, strides, padding, dilation, ceil_mode).output;

            public static (Tensor output, Tensor indices) max_pool3d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => Pooling.Max(input, MaxArguments(3, kernel_size, strides, padding, dilation, ceil_mode));

            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true)
                => Pooling.Average(input, AverageArguments(1, [kernel_size], One(stride), One(padding), ceil_mode), count_include_pad, null);

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => Pooling.Average(
                    input, AverageArguments(2, kernel_size, stride, padding, ceil_mode), count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
                => avg_pool2d(input, [kernel_size], One(stride), [padding], ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => avg_pool2d(input, List(kernel_size), List(stride), List(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool3d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => Pooling.Average(
                    input, AverageArguments(3, kernel_size, stride, padding, ceil_mode), count_include_pad, divisor_override);

            private static PoolingArguments MaxArguments(
                int dims, long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceilMode)
                => new($"max_pool{dims}d", dims, kernel)
                {
                    Stride = stride,
                    Padding = padding,
                    Dilation = dilation,
                    CeilMode = ceilMode,
                };

            private static PoolingArguments AverageArguments(int dims, long[] kernel, long[]? stride, long[]? padding, bool ceilMode)
                => new($"avg_pool{dims}d", dims, kernel) { Stride = stride, Padding = padding, CeilMode = ceilMode };
        }
    }
}
