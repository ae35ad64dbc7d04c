using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Resizes the spatial dimensions of [N, C, L], [N, C, H, W] or [N, C, D, H, W].</summary>
            /// <param name="x">The tensor.</param>
            /// <param name="size">The spatial sizes wanted.</param>
            /// <param name="scale_factor">Or the factors, one per spatial dimension; the sizes are rounded down.</param>
            /// <param name="mode">The interpolation; linear ones must suit the rank.</param>
            /// <param name="align_corners">Whether the corner elements' centres coincide; only for linear and cubic modes.</param>
            /// <param name="recompute_scale_factor">Whether the factors are replaced by the ratio of the sizes.</param>
            /// <param name="antialias">Not available here.</param>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if (antialias) throw new NotSupportedException("interpolate: antialias is not available without libtorch; pass false");
                return Interpolation.Resize(x, size, scale_factor, mode, align_corners, recompute_scale_factor);
            }

            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
                => interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);

            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
                => interpolate(x, size, scale_factor);

            /// <summary>Resizes the spatial dimensions; <paramref name="align_corners"/> only matters where neighbours are mixed.</summary>
            public static Tensor upsample(Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool align_corners = false)
                => interpolate(input, size, scale_factor, (InterpolationMode)mode, mode is UpsampleMode.Nearest ? null : align_corners);

            public static Tensor upsample_nearest1d(Tensor input, long? outputSize, double? scaleFactor)
                => interpolate(input, One(outputSize), outputSize is null && scaleFactor is not null ? [scaleFactor.Value] : null);

            public static Tensor upsample_nearest2d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null)
                => interpolate(input, outputSizes, outputSizes is null ? scaleFactors : null);

            public static Tensor upsample_nearest3d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null)
                => interpolate(input, outputSizes, outputSizes is null ? scaleFactors : null);
        }
    }
}
