namespace TorchSharp.Kernels;

/// <summary>What pools do with the elements of each window, in ascending order of their positions.</summary>
internal static class Windows
{
    /// <summary>For every output position the positions in the input plane that it covers.</summary>
    /// <param name="input">The input plane's size.</param>
    /// <param name="output">The output plane's size.</param>
    /// <param name="covered">The input coordinates along an axis that an output coordinate covers.</param>
    public static int[][] Positions(Axes input, Axes output, Func<int, int, IEnumerable<int>> covered)
    {
        var depths = Along(0);
        var heights = Along(1);
        var widths = Along(2);
        var positions = new int[output.Product][];
        for (var i = 0; i < positions.Length; i++)
        {
            var depth = depths[i / (output.Height * output.Width)];
            var height = heights[i / output.Width % output.Height];
            var width = widths[i % output.Width];
            positions[i] = Product(input, depth, height, width);
        }
        return positions;

        int[][] Along(int axis) => [.. Enumerable.Range(0, output[axis]).Select(index => covered(axis, index).ToArray())];
    }

    public static void Maximum(ReadOnlySpan<double> plane, int[][] windows, Span<double> values, Span<long> indices)
    {
        for (var i = 0; i < windows.Length; i++)
        {
            var best = double.NegativeInfinity;
            // A wide dilation may step over the input altogether: nothing was seen, as in PyTorch.
            var at = windows[i].Length == 0 ? 0 : windows[i][0];
            foreach (var position in windows[i])
            {
                var value = plane[position];
                if (!(value > best) && !double.IsNaN(value)) continue;
                best = value;
                at = position;
            }
            values[i] = best;
            indices[i] = at;
        }
    }

    public static void Mean(ReadOnlySpan<double> plane, int[][] windows, double[] divisors, Span<double> values)
    {
        for (var i = 0; i < windows.Length; i++)
        {
            var sum = 0.0;
            foreach (var position in windows[i]) sum += plane[position];
            values[i] = windows[i].Length == 0 ? 0 : sum / divisors[i];
        }
    }

    private static int[] Product(Axes input, int[] depths, int[] heights, int[] widths)
    {
        var positions = new int[depths.Length * heights.Length * widths.Length];
        var at = 0;
        foreach (var depth in depths)
        {
            foreach (var height in heights)
            {
                foreach (var width in widths) positions[at++] = (depth * input.Height + height) * input.Width + width;
            }
        }
        return positions;
    }
}
