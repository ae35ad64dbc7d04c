namespace TorchSharp.Kernels;

/// <summary>Pads or crops the trailing dimensions of a tensor of any type.</summary>
internal static class PaddingKernel
{
    // Marks a position that is filled, not read.
    private const int Filled = -1;

    /// <param name="input">The tensor.</param>
    /// <param name="pad">Before and after for the last dimension, then for the one before it, and so on; negative values crop.</param>
    /// <param name="mode">Zeros and Constant both fill with the value.</param>
    /// <param name="value">What a constant pad fills with.</param>
    public static torch.Tensor Pad(torch.Tensor input, ReadOnlySpan<long> pad, PaddingModes mode, double value)
    {
        if (pad.Length % 2 != 0) throw Errors.Torch("pad: Padding length must be divisible by 2");
        if (pad.Length / 2 > input.dim())
        {
            throw Errors.Torch("pad: Padding length should be less than or equal to two times the input dimension "
                + $"but got padding length {pad.Length} and input of dimension {input.dim()}");
        }
        if (mode is PaddingModes.Reflect or PaddingModes.Replicate or PaddingModes.Circular) ValidateRank(input, pad.Length / 2);
        var sources = new int[input.dim()][];
        for (var d = 0; d < sources.Length; d++)
        {
            var pair = 2 * (sources.Length - 1 - d);
            sources[d] = pair < pad.Length
                ? Sources(input, d, checked((int)pad[pair]), checked((int)pad[pair + 1]), mode)
                : [.. Enumerable.Range(0, checked((int)input.shape[d]))];
        }
        return input.dtype switch
        {
            torch.ScalarType.Float32 => Gather(input, sources, (float)value),
            torch.ScalarType.Float64 => Gather(input, sources, value),
            torch.ScalarType.Int64 => Gather(input, sources, (long)value),
            torch.ScalarType.Int32 => Gather(input, sources, (int)value),
            torch.ScalarType.Int16 => Gather(input, sources, (short)value),
            torch.ScalarType.Int8 => Gather(input, sources, (sbyte)value),
            torch.ScalarType.Byte => Gather(input, sources, (byte)value),
            torch.ScalarType.Float16 => Gather(input, sources, (Half)(float)value),
            torch.ScalarType.BFloat16 => Gather(input, sources, new BFloat16((float)value)),
            torch.ScalarType.Bool => Gather(input, sources, value != 0),
            _ => throw Errors.Torch($"pad: not implemented for '{input.dtype}'"),
        };
    }

    private static void ValidateRank(torch.Tensor input, int dims)
    {
        if (dims is >= 1 and <= 3 && (input.dim() == dims + 1 || input.dim() == dims + 2)) return;
        throw Errors.Torch("pad: Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now, and a pad of "
            + $"{dims} dimensions needs an input of rank {dims + 1} or {dims + 2}, but got input of size {Errors.Shape(input.shape)}");
    }

    private static int[] Sources(torch.Tensor input, int dim, int before, int after, PaddingModes mode)
    {
        var size = checked((int)input.shape[dim]);
        var padded = size + before + after;
        if (padded < 0)
        {
            throw Errors.Torch($"pad: The input size {size}, plus negative padding {before} and {after}, resulted in a negative output "
                + $"size, which is invalid. Check dimension {dim} of your input.");
        }
        var sources = new int[padded];
        if (mode is PaddingModes.Reflect && (before >= size || after >= size))
        {
            throw Errors.Torch("pad: Padding size should be less than the corresponding input dimension, "
                + $"but got: padding ({before}, {after}) at dimension {dim} of input {Errors.Shape(input.shape)}");
        }
        if (mode is PaddingModes.Circular && (before > size || after > size))
            throw Errors.Torch($"pad: Padding value causes wrapping around more than once at dimension {dim} of {Errors.Shape(input.shape)}.");
        for (var i = 0; i < padded; i++) sources[i] = Source(i - before, size, mode);
        return sources;
    }

    private static int Source(int at, int size, PaddingModes mode)
    {
        if (at >= 0 && at < size) return at;
        return mode switch
        {
            PaddingModes.Reflect => at < 0 ? -at : 2 * (size - 1) - at,
            PaddingModes.Replicate => at < 0 ? 0 : size - 1,
            PaddingModes.Circular => at < 0 ? at + size : at - size,
            _ => Filled,
        };
    }

    private static torch.Tensor Gather<T>(torch.Tensor input, int[][] sources, T value) where T : unmanaged
    {
        var values = input.CopyData<T>();
        var shape = Array.ConvertAll(sources, static source => (long)source.Length);
        var result = new T[Dense.Count(shape)];
        var at = new int[sources.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var position = 0L;
            for (var d = 0; d < at.Length && position >= 0; d++)
                position = sources[d][at[d]] == Filled ? Filled : position * input.shape[d] + sources[d][at[d]];
            result[i] = position < 0 ? value : values[position];
            for (var d = at.Length - 1; d >= 0 && ++at[d] == sources[d].Length; d--) at[d] = 0;
        }
        return torch.Tensor.FromData(result, shape);
    }
}
