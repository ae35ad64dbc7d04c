using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Products of batches of matrices [batch, n, k] and [batch, k, m].
/// Floating point is accumulated in double over k, first to last, and rounded once; integers wrap.
/// </summary>
internal static class MatrixProduct
{
    public static Tensor Batched(Tensor a, Tensor b, string op)
    {
        if (a.dtype != b.dtype)
            throw Errors.Torch($"{op}: expected m1 and m2 to have the same dtype, but got: {Errors.Name(a.dtype)} != " +
                $"{Errors.Name(b.dtype)}");
        if (a.dtype == ScalarType.Bool) throw Errors.NotImplemented(op, a.dtype);
        if (!a.is_floating_point()) return Elements.RunNumber<Wrapping, Tensor>(a.dtype, op, new(a, b));
        var (batch, n, k, m) = (a.Sizes[0], a.Sizes[1], a.Sizes[2], b.Sizes[2]);
        var left = a.ReadData<double>();
        var right = b.ReadData<double>();
        var result = new double[batch * n * m];
        for (long i = 0; i < batch; i++)
            Multiply(
                left.Slice((int)(i * n * k), (int)(n * k)),
                right.Slice((int)(i * k * m), (int)(k * m)),
                result.AsSpan((int)(i * n * m), (int)(n * m)),
                (int)k,
                (int)m);
        return Tensor.FromData(result, [batch, n, m]).to_type(a.dtype);
    }

    private static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result, int k, int m)
    {
        for (var row = 0; row * m < result.Length && m > 0; row++)
        {
            var sums = result.Slice(row * m, m);
            for (var inner = 0; inner < k; inner++)
            {
                var factor = a[(row * k) + inner];
                var line = b.Slice(inner * m, m);
                for (var column = 0; column < sums.Length; column++) sums[column] += factor * line[column];
            }
        }
    }

    private readonly record struct Wrapping(Tensor A, Tensor B) : INumberComputation<Tensor>
    {
        public Tensor Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var (batch, n, k, m) = (A.Sizes[0], A.Sizes[1], A.Sizes[2], B.Sizes[2]);
            var a = A.ReadData<T>();
            var b = B.ReadData<T>();
            var result = new T[batch * n * m];
            for (var at = 0; at < result.Length; at++)
            {
                var (row, column) = (at / (int)m, at % (int)m);
                var matrix = (int)(row / n * k * m);
                var sum = T.Zero;
                for (var inner = 0; inner < k; inner++) sum += a[(row * (int)k) + inner] * b[matrix + (inner * (int)m) + column];
                result[at] = sum;
            }

            return Tensor.FromData(result, [batch, n, m]);
        }
    }
}
