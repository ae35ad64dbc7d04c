namespace TorchSharp.Kernels;

/// <summary>One number for each of depth, height and width. Operators over fewer dimensions leave the leading ones neutral.</summary>
internal readonly record struct Axes(int Depth, int Height, int Width)
{
    public int Product => checked(Depth * Height * Width);

    public int this[int axis] => axis switch { 0 => Depth, 1 => Height, _ => Width };

    /// <param name="values">The trailing dimensions' values, at most three.</param>
    /// <param name="neutral">The value for a dimension that is not there.</param>
    public static Axes From(ReadOnlySpan<long> values, int neutral)
    {
        var missing = 3 - values.Length;
        return new Axes(
            missing > 0 ? neutral : checked((int)values[0]),
            missing > 1 ? neutral : checked((int)values[1 - missing]),
            checked((int)values[2 - missing]));
    }

    /// <summary>The sizes of the last <paramref name="dims"/> dimensions.</summary>
    public long[] Trailing(int dims) => new long[] { Depth, Height, Width }[(3 - dims)..];

    /// <summary>Reads an argument that is one value for all dimensions or one for each.</summary>
    public static Axes FromArgument(string op, string argument, long[] values, int dims, int neutral)
    {
        if (values.Length == 1 && dims > 1)
        {
            var repeated = new long[dims];
            Array.Fill(repeated, values[0]);
            values = repeated;
        }
        if (values.Length == dims) return From(values, neutral);
        throw Errors.Torch(
            $"{op}: expected {argument} to be a single integer value or a list of {dims} values, but got {argument}={Errors.Shape(values)}");
    }
}
