namespace TorchSharp;

/// <summary>Gauss-Jordan elimination with the largest pivot of each column.</summary>
internal static class Elimination
{
    /// <summary>Replaces a matrix by its inverse and returns its determinant; a singular one is left half done, and 0 is returned.</summary>
    public static double Invert(Span<double> matrix, int n)
    {
        var determinant = 1.0;
        Span<int> swaps = new int[n];
        for (var k = 0; k < n; k++)
        {
            swaps[k] = Pivot(matrix, n, k);
            if (swaps[k] != k)
            {
                SwapRows(matrix, n, k, swaps[k]);
                determinant = -determinant;
            }

            var pivot = matrix[k * n + k];
            determinant *= pivot;
            if (pivot == 0) return 0;
            matrix[k * n + k] = 1;
            for (var column = 0; column < n; column++) matrix[k * n + column] /= pivot;
            for (var row = 0; row < n; row++)
                if (row != k) Eliminate(matrix, n, k, row);
        }

        for (var k = n - 1; k >= 0; k--)
            if (swaps[k] != k) SwapColumns(matrix, n, k, swaps[k]);
        return determinant;
    }

    private static int Pivot(ReadOnlySpan<double> matrix, int n, int k)
    {
        var best = k;
        for (var row = k + 1; row < n; row++)
            if (Math.Abs(matrix[row * n + k]) > Math.Abs(matrix[best * n + k])) best = row;
        return best;
    }

    private static void Eliminate(Span<double> matrix, int n, int k, int row)
    {
        var factor = matrix[row * n + k];
        matrix[row * n + k] = 0;
        for (var column = 0; column < n; column++) matrix[row * n + column] -= factor * matrix[k * n + column];
    }

    private static void SwapRows(Span<double> matrix, int n, int a, int b)
    {
        for (var column = 0; column < n; column++)
            (matrix[a * n + column], matrix[b * n + column]) = (matrix[b * n + column], matrix[a * n + column]);
    }

    private static void SwapColumns(Span<double> matrix, int n, int a, int b)
    {
        for (var row = 0; row < n; row++) (matrix[row * n + a], matrix[row * n + b]) = (matrix[row * n + b], matrix[row * n + a]);
    }
}
