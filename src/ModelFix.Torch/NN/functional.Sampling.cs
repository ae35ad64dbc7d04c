using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public enum GridSampleMode
    {
        Nearest = 0,
        Bilinear = 2,
    }

    public enum GridSamplePaddingMode
    {
        Zeros = 0,
        Reflection = 1,
        Border = 2,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Samples [N, C, H, W] at [N, h, w, 2] (x, y) or [N, C, D, H, W] at [N, d, h, w, 3], where -1 and 1 are the borders.</summary>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
                => GridSampling.Sample(input, grid, new(mode, padding_mode, align_corners ?? false));

            /// <summary>The sampling grid of affine maps: theta [N, 2, 3] and size [N, C, H, W], or [N, 3, 4] and [N, C, D, H, W].</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false)
            {
                Dense.RequireFloat(nameof(affine_grid), theta);
                if (size is null) throw new ArgumentNullException(nameof(size), "affine_grid: give the size of the output, [N, C, H, W] or [N, C, D, H, W]");
                var dims = size.Length - 2;
                if (dims is not (2 or 3) || !theta.shape.AsSpan().SequenceEqual([size[0], dims, dims + 1]))
                    throw Errors.Torch($"affine_grid: Expected a batch of {dims}D affine matrices of shape " +
                        $"{size[0]}x{dims}x{dims + 1} for size {Errors.Shape(size)}. Got {Errors.Shape(theta.shape)}.");
                var extent = size[2..];
                var axes = Enumerable.Range(0, dims).Select(d => Along(dims - 1 - d).expand(extent)).Append(ones(extent, theta.dtype));
                var points = stack(axes.ToArray(), -1).view(1, -1, dims + 1).expand(size[0], -1, -1);
                return points.matmul(theta.transpose(1, 2)).view([size[0], .. extent, dims]);

                // Positions along one axis, shaped to broadcast over the others.
                Tensor Along(int axis)
                {
                    var n = extent[axis];
                    var positions = n <= 1 ? zeros([1], theta.dtype) : linspace(-1, 1, n, theta.dtype);
                    if (!align_corners) positions = positions * (n - 1) / n;
                    var shape = new long[dims];
                    Array.Fill(shape, 1);
                    shape[axis] = n;
                    return positions.view(shape);
                }
            }
        }
    }
}
