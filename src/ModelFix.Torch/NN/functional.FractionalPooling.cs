using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The largest values of windows at pseudo-random steps.</summary>
            public static Tensor fractional_max_pool2d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null)
                => fractional_max_pool2d_with_indices(input, kernel_size, output_size, output_ratio).Values;

            /// <inheritdoc cref="fractional_max_pool2d(Tensor, long, long?, double?)"/>
            public static Tensor fractional_max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? output_size = null,
                (double, double)? output_ratio = null)
                => fractional_max_pool2d_with_indices(input, kernel_size, output_size, output_ratio).Values;

            /// <inheritdoc cref="fractional_max_pool2d(Tensor, long, long?, double?)"/>
            public static Tensor fractional_max_pool2d(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
                => fractional_max_pool2d_with_indices(input, kernel_size, output_size, output_ratio).Values;

            /// <summary>The largest values of windows at pseudo-random steps, and where they are in their plane.</summary>
            public static (Tensor Values, Tensor Indices) fractional_max_pool2d_with_indices(
                Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null)
                => FractionalPooling.Max(input, 2, [kernel_size], One(output_size), output_ratio is null ? null : [output_ratio.Value]);

            /// <inheritdoc cref="fractional_max_pool2d_with_indices(Tensor, long, long?, double?)"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool2d_with_indices(
                Tensor input, (long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null)
                => FractionalPooling.Max(input, 2, List(kernel_size), List(output_size), output_ratio is { } ratio ? [ratio.Item1, ratio.Item2] : null);

            /// <inheritdoc cref="fractional_max_pool2d_with_indices(Tensor, long, long?, double?)"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool2d_with_indices(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
                => FractionalPooling.Max(input, 2, kernel_size, output_size, output_ratio);

            /// <summary>The largest values of windows at pseudo-random steps.</summary>
            public static Tensor fractional_max_pool3d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null)
                => fractional_max_pool3d_with_indices(input, kernel_size, output_size, output_ratio).Values;

            /// <inheritdoc cref="fractional_max_pool3d(Tensor, long, long?, double?)"/>
            public static Tensor fractional_max_pool3d(Tensor input, (long, long, long) kernel_size, (long, long, long)? output_size = null,
                (double, double, double)? output_ratio = null)
                => fractional_max_pool3d_with_indices(input, kernel_size, output_size, output_ratio).Values;

            /// <inheritdoc cref="fractional_max_pool3d(Tensor, long, long?, double?)"/>
            public static Tensor fractional_max_pool3d(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
                => fractional_max_pool3d_with_indices(input, kernel_size, output_size, output_ratio).Values;

            /// <summary>The largest values of windows at pseudo-random steps, and where they are in their plane.</summary>
            public static (Tensor Values, Tensor Indices) fractional_max_pool3d_with_indices(
                Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null)
                => FractionalPooling.Max(input, 3, [kernel_size], One(output_size), output_ratio is null ? null : [output_ratio.Value]);

            /// <inheritdoc cref="fractional_max_pool3d_with_indices(Tensor, long, long?, double?)"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool3d_with_indices(
                Tensor input, (long, long, long) kernel_size, (long, long, long)? output_size = null, (double, double, double)? output_ratio = null)
                => FractionalPooling.Max(input, 3, List(kernel_size), List(output_size), output_ratio is { } ratio ? [ratio.Item1, ratio.Item2, ratio.Item3] : null);

            /// <inheritdoc cref="fractional_max_pool3d_with_indices(Tensor, long, long?, double?)"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool3d_with_indices(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
                => FractionalPooling.Max(input, 3, kernel_size, output_size, output_ratio);
        }
    }
}
