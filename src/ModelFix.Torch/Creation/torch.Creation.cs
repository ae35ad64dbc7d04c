using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>start, start + step, … below stop; Int64 if all three are integers and no dtype is given.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (step.Real == 0) throw Errors.Torch("arange: step must be nonzero");
        if ((stop.Real - start.Real) / step.Real < 0)
            throw Errors.Torch("upper bound and larger bound inconsistent with step sign");
        var integers = !start.IsFloatingPoint && !stop.IsFloatingPoint && !step.IsFloatingPoint;
        var options = new TensorOptions(dtype ?? (integers ? ScalarType.Int64 : s_defaultDType), device, requires_grad, null);
        var count = (long)Math.Ceiling((stop.Real - start.Real) / step.Real);
        if (!integers) return options.Apply(Sequence(count, i => start.Real + (step.Real * i)));
        return options.Apply(Sequence(count, i => start.As<long>() + (step.As<long>() * i)));
    }

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var step = steps > 1 ? (end - start) / (steps - 1) : 0;
        var values = Sequence(steps, i => i < steps / 2 ? start + (step * i) : end - (step * (steps - 1 - i)));
        if (steps == 1) values.fill_(start);
        return new TensorOptions(dtype ?? s_defaultDType, device, requires_grad, null).Apply(values);
    }

    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var width = columns == -1 ? rows : columns;
        var data = new byte[rows * width];
        for (long i = 0; i < Math.Min(rows, width); i++) data[(i * width) + i] = 1;
        return new TensorOptions(dtype ?? s_defaultDType, device, requires_grad, names).Apply(Tensor.FromData(data, [rows, width]));
    }

    public static Tensor normal(
        double mean,
        double std,
        ReadOnlySpan<long> size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null) =>
        empty(size, dtype, device, requires_grad, names).normal_(mean, std, generator);

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A tensor of the array's shape. A one-dimensional array is shared, not copied, unless its type changes.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var options = new TensorOptions(dtype, device, requires_grad, names);
        return options.Apply(rawArray switch
        {
            float[] data => Tensor.FromData(data, [data.LongLength]),
            double[] data => Tensor.FromData(data, [data.LongLength]),
            long[] data => Tensor.FromData(data, [data.LongLength]),
            int[] data => Tensor.FromData(data, [data.LongLength]),
            // To the runtime an sbyte[] is a byte[] too, and the other way round: only the exact type tells.
            byte[] data when rawArray.GetType() == typeof(byte[]) => Tensor.FromData(data, [data.LongLength]),
            bool[] data => Tensor.FromData(data, [data.LongLength]),
            short[] data => Tensor.FromData(data, [data.LongLength]),
            sbyte[] data => Tensor.FromData(data, [data.LongLength]),
            Half[] data => Tensor.FromData(data, [data.LongLength]),
            BFloat16[] data => Tensor.FromData(data, [data.LongLength]),
            _ => Flattened(rawArray),
        });
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        new TensorOptions(dtype, device, data.requires_grad, null).Apply(data.alias());

    public static Tensor empty_strided(
        long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        long length = Strided.Count(size) == 0 ? 0 : 1 + size.Zip(strides, static (n, stride) => (n - 1) * stride).Sum();
        return zeros([length], dtype, device, requires_grad, names).as_strided(size, strides);
    }

    internal static Tensor Create<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> shape, TensorOptions options) where T : unmanaged
    {
        var count = Strided.Count(shape);
        if (count > data.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {data.Length}");
        return options.Apply(Tensor.FromData(data[..(int)count].ToArray(), shape.ToArray()));
    }

    internal static Tensor Fill(long[] shape, Scalar value, TensorOptions options)
    {
        if (shape.Any(static size => size < 0))
            throw Errors.Torch($"Trying to create tensor with negative dimension {shape.First(static size => size < 0)}: " +
                $"{Errors.Shape(shape)}");
        var dtype = options.DType ?? s_defaultDType;
        var data = Elements.Allocate(dtype, Strided.Count(shape));
        var tensor = new Tensor(data, [.. shape], Strided.ContiguousStrides(shape), 0, dtype);
        // Memory starts as zeros; -0 is another value.
        if (value.Real != 0 || double.IsNegative(value.Real)) tensor.fill_(value);
        return (options with { DType = dtype }).Apply(tensor);
    }

    internal static Tensor Sampled(long[] shape, TensorOptions options, Func<double> next)
    {
        var dtype = options.DType ?? s_defaultDType;
        if (!is_floating_point(dtype)) throw Errors.NotImplemented("rand", dtype);
        var tensor = Fill(shape, 0, options with { DType = dtype });
        tensor.WriteData(Draw(Strided.Count(shape), next));
        return tensor;
    }

    internal static Generator Source(Generator? generator) => generator ?? Generator.Default;

    internal static T[] Draw<T>(long count, Func<T> next)
    {
        var values = new T[count];
        for (var i = 0; i < values.Length; i++) values[i] = next();
        return values;
    }

    private static Tensor Sequence<T>(long count, Func<long, T> at) where T : unmanaged
    {
        var values = new T[count];
        for (long i = 0; i < count; i++) values[i] = at(i);
        return Tensor.FromData(values, [count]);
    }

    private static Tensor Flattened(Array array)
    {
        var element = array.GetType().GetElementType();
        if (element == typeof(float)) return Create<float>(Flatten<float>(array), Lengths(array), default);
        if (element == typeof(double)) return Create<double>(Flatten<double>(array), Lengths(array), default);
        if (element == typeof(long)) return Create<long>(Flatten<long>(array), Lengths(array), default);
        if (element == typeof(int)) return Create<int>(Flatten<int>(array), Lengths(array), default);
        if (element == typeof(byte)) return Create<byte>(Flatten<byte>(array), Lengths(array), default);
        if (element == typeof(bool)) return Create<bool>(Flatten<bool>(array), Lengths(array), default);
        if (element == typeof(short)) return Create<short>(Flatten<short>(array), Lengths(array), default);
        if (element == typeof(sbyte)) return Create<sbyte>(Flatten<sbyte>(array), Lengths(array), default);
        if (element == typeof(Half)) return Create<Half>(Flatten<Half>(array), Lengths(array), default);
        if (element == typeof(BFloat16)) return Create<BFloat16>(Flatten<BFloat16>(array), Lengths(array), default);
        throw new NotSupportedException($"An array of {element} cannot become a tensor in ModelFix.Torch: use Half, BFloat16, float, " +
            "double, long, int, short, sbyte, byte or bool.");
    }

    private static ReadOnlySpan<T> Flatten<T>(Array array) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static long[] Lengths(Array array) => Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray();
}
