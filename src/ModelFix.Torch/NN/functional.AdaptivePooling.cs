using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size)
                => AdaptivePooling.Average(nameof(adaptive_avg_pool1d), input, 1, [output_size]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
                => AdaptivePooling.Average(nameof(adaptive_avg_pool2d), input, 2, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size)
                => adaptive_avg_pool2d(input, [output_size.Item1, output_size.Item2]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size)
                => adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size)
                => AdaptivePooling.Average(nameof(adaptive_avg_pool3d), input, 3, output_size);

            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size)
                => adaptive_avg_pool3d(input, [output_size.Item1, output_size.Item2, output_size.Item3]);

            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size)
                => adaptive_avg_pool3d(input, [output_size, output_size, output_size]);

            public static Tensor adaptive_max_pool1d(Tensor input, long output_size)
                => adaptive_max_pool1d_with_indices(input, output_size).Values;

            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size)
                => AdaptivePooling.Max(nameof(adaptive_max_pool1d), input, 1, [output_size]);

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size)
                => adaptive_max_pool2d_with_indices(input, output_size).Values;

            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size)
                => AdaptivePooling.Max(nameof(adaptive_max_pool2d), input, 2, output_size);

            /// <summary>Always throws: TorchSharp 0.105.2 to 0.107.0 calls the 1-d kernel, which refuses volumes.</summary>
            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size)
                => adaptive_max_pool3d_with_indices(input, output_size).Values;

            /// <inheritdoc cref="adaptive_max_pool3d"/>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool3d_with_indices(Tensor input, long[] output_size)
                => throw Errors.Torch(
                    $"adaptive_max_pool1d: Expected 2 to 3 dimensions, but got input of size {Errors.Shape(input.shape)} and output_size "
                    + $"{Errors.Shape(output_size)}. TorchSharp 0.105.2 to 0.107.0 calls the 1-d kernel for adaptive_max_pool3d; "
                    + "for one output element use x.amax(new long[] { 2, 3, 4 }, true)");
        }
    }
}
