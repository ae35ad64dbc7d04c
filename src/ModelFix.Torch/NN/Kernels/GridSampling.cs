using System.Numerics;

namespace TorchSharp.Kernels;

internal readonly record struct GridSamplingOptions(torch.GridSampleMode Mode, torch.GridSamplePaddingMode Padding, bool AlignCorners);

/// <summary>
/// Samples planes at given points. Positions are computed in the grid's own precision, as ATen's GridSampler.h does: the nearest element
/// depends on it.
/// </summary>
internal static class GridSampling
{
    private const string Op = "grid_sampler()";

    public static torch.Tensor Sample(torch.Tensor input, torch.Tensor grid, GridSamplingOptions options)
    {
        Dense.RequireFloat(Op, input);
        Validate(input, grid);
        return input.dtype is torch.ScalarType.Float64 ? Sample<double>(input, grid, options) : Sample<float>(input, grid, options);
    }

    private static void Validate(torch.Tensor input, torch.Tensor grid)
    {
        var dims = (int)input.dim() - 2;
        if (input.dtype != grid.dtype)
            throw Errors.Torch($"{Op}: expected input and grid to have same dtype, but input has {Errors.Name(input.dtype)} and " +
                $"grid has {Errors.Name(grid.dtype)}");
        if (dims is not (2 or 3) || grid.dim() != dims + 2)
            throw Errors.Torch($"{Op}: expected 4D or 5D input and grid with same number of dimensions, but got input with sizes " +
                $"{Errors.Shape(input.shape)} and grid with sizes {Errors.Shape(grid.shape)}");
        if (input.shape[0] != grid.shape[0])
            throw Errors.Torch($"{Op}: expected grid and input to have same batch size, but got input with sizes " +
                $"{Errors.Shape(input.shape)} and grid with sizes {Errors.Shape(grid.shape)}");
        if (grid.shape[^1] != dims)
            throw Errors.Torch($"{Op}: expected grid to have size {dims} in last dimension, but got grid with sizes {Errors.Shape(grid.shape)}");
        if (input.shape[2..].Contains(0))
            throw Errors.Torch($"{Op}: expected input to have non-empty spatial dimensions, but input has sizes {Errors.Shape(input.shape)}");
    }

    private static torch.Tensor Sample<T>(torch.Tensor input, torch.Tensor grid, GridSamplingOptions options) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var dims = (int)input.dim() - 2;
        var size = Array.ConvertAll(input.shape[2..], static n => (int)n);
        var (batch, channels) = ((int)input.shape[0], (int)input.shape[1]);
        var plane = size.Aggregate(1, static (product, n) => product * n);
        var points = (int)(grid.numel() / Math.Max(1, batch) / dims);
        var values = Dense.Values(input);
        var positions = grid.CopyData<T>();
        var result = new double[batch * channels * points];
        Parallel.For(0, batch * points, at =>
        {
            // The grid names x first, the input has it last.
            var position = new T[dims];
            for (var d = 0; d < dims; d++) position[d] = Source(positions[at * dims + dims - 1 - d], size[d], options);
            var taps = options.Mode is torch.GridSampleMode.Nearest ? Nearest(position, size) : Linear(position, size);
            var sample = at / points;
            for (var c = 0; c < channels; c++)
            {
                var sum = 0.0;
                foreach (var (index, weight) in taps) sum += values[(sample * channels + c) * plane + index] * weight;
                result[(sample * channels + c) * points + at % points] = sum;
            }
        });
        return Dense.Tensor(result, [batch, channels, .. grid.shape[1..^1]], input.dtype);
    }

    private static T Source<T>(T coordinate, int size, GridSamplingOptions options) where T : IFloatingPointIeee754<T>
    {
        var (one, two, extent) = (T.One, T.CreateChecked(2), T.CreateChecked(size));
        var position = options.AlignCorners ? (coordinate + one) / two * (extent - one) : ((coordinate + one) * extent - one) / two;
        if (options.Padding is torch.GridSamplePaddingMode.Zeros) return position;
        if (options.Padding is torch.GridSamplePaddingMode.Reflection)
            position = options.AlignCorners ? Reflected(position, 0, 2 * (size - 1)) : Reflected(position, -1, 2 * size - 1);
        return T.Min(extent - one, T.Max(position, T.Zero));
    }

    // Bounds are given doubled, so that they are whole numbers.
    private static T Reflected<T>(T position, int low, int high) where T : IFloatingPointIeee754<T>
    {
        if (low == high) return T.Zero;
        var two = T.CreateChecked(2);
        var (minimum, span) = (T.CreateChecked(low) / two, T.CreateChecked(high - low) / two);
        var distance = T.Abs(position - minimum);
        var extra = distance % span;
        return T.IsEvenInteger(T.Floor(distance / span)) ? extra + minimum : span - extra + minimum;
    }

    private static List<(int Index, double Weight)> Nearest<T>(T[] position, int[] size) where T : IFloatingPointIeee754<T>
    {
        var index = 0;
        for (var d = 0; d < size.Length; d++)
        {
            var rounded = T.Round(position[d], MidpointRounding.ToEven);
            if (!(rounded >= T.Zero && rounded < T.CreateChecked(size[d]))) return [];
            index = index * size[d] + int.CreateChecked(rounded);
        }
        return [(index, 1)];
    }

    // The corners of the cell around the position; those outside the input count as 0.
    private static List<(int Index, double Weight)> Linear<T>(T[] position, int[] size) where T : IFloatingPointIeee754<T>
    {
        List<(int Index, double Weight)> taps = [(0, 1)];
        for (var d = 0; d < size.Length; d++)
        {
            var low = T.Floor(position[d]);
            var upper = double.CreateChecked(position[d] - low);
            var limit = T.CreateChecked(size[d]);
            var next = new List<(int, double)>(2 * taps.Count);
            foreach (var (index, weight) in taps)
            {
                if (low >= T.Zero && low < limit) next.Add((index * size[d] + int.CreateChecked(low), weight * (1 - upper)));
                if (low + T.One >= T.Zero && low + T.One < limit) next.Add((index * size[d] + int.CreateChecked(low) + 1, weight * upper));
            }
            taps = next;
        }
        return taps;
    }
}
