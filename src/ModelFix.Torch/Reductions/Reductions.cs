using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Turns a group of floating-point elements, read as doubles, into one number.</summary>
internal interface IRealReduction
{
    double Apply(ReadOnlySpan<double> group);
}

/// <summary>
/// Sums and what is built on them.
/// Floating-point groups are accumulated in double, first element to last, and rounded once to the result's dtype:
/// closer to the true value than libtorch's float32 sums, and equal bits for equal elements in equal order.
/// </summary>
internal static class Reductions
{
    public static Tensor Real<TReduction>(Groups groups, ScalarType dtype, TReduction reduction) where TReduction : struct, IRealReduction
    {
        var data = groups.Arranged.ReadData<double>();
        var result = new double[groups.Count];
        for (var g = 0; g < result.Length; g++)
            result[g] = reduction.Apply(data.Slice((int)(g * groups.Size), (int)groups.Size));
        return Tensor.FromData(result, groups.Kept).to_type(dtype);
    }

    public static Tensor Sum(Tensor x, ReadOnlySpan<long> dims, bool keepdim, ScalarType? type)
    {
        var dtype = type ?? (x.is_integral() ? ScalarType.Int64 : x.dtype);
        var groups = Groups.Over(x.to_type(dtype), dims, keepdim, "sum");
        return torch.is_floating_point(dtype)
            ? Real(groups, dtype, default(RealSum))
            : Elements.RunNumber<Folding<Operations.Add>, Tensor>(dtype, "sum", new(groups, 0, default)).to_type(dtype);
    }

    public static Tensor Product(Tensor x, ReadOnlySpan<long> dims, bool keepdim, ScalarType? type)
    {
        var dtype = type ?? (x.is_integral() ? ScalarType.Int64 : x.dtype);
        var groups = Groups.Over(x.to_type(dtype), dims, keepdim, "prod");
        return torch.is_floating_point(dtype)
            ? Real(groups, dtype, default(RealProduct))
            : Elements.RunNumber<Folding<Operations.Multiply>, Tensor>(dtype, "prod", new(groups, 1, default)).to_type(dtype);
    }

    public static Tensor Mean(Tensor x, ReadOnlySpan<long> dims, bool keepdim, ScalarType? type)
    {
        var dtype = type ?? x.dtype;
        if (!torch.is_floating_point(dtype))
            throw Errors.Torch("mean(): could not infer output dtype. Input dtype must be either a floating point or complex " +
                $"dtype. Got: {Errors.Name(dtype)}");
        return Real(Groups.Over(x.to_type(dtype), dims, keepdim, "mean"), dtype, default(RealMean));
    }

    public static Tensor Variance(Tensor x, ReadOnlySpan<long> dims, bool unbiased, bool keepdim, bool root)
    {
        var op = root ? "std" : "var";
        if (!x.is_floating_point()) throw Errors.Torch($"{op} and {op}_mean only support floating point and complex dtypes");
        return Real(Groups.Over(x, dims, keepdim, op), x.dtype, new RealVariance(unbiased, root));
    }

    /// <summary>The largest or smallest element; NaN if there is one.</summary>
    public static Tensor Extreme<TOp>(Tensor x, ReadOnlySpan<long> dims, bool keepdim, string op) where TOp : struct, IBinaryOp =>
        Elements.RunNumber<Folding<TOp>, Tensor>(x.dtype, op, new(Groups.Over(x, dims, keepdim, op).NotEmpty(op), null, default)).to_type(x.dtype);

    /// <summary>The position of the first extreme element in each group; a NaN counts as extreme.</summary>
    public static long[] ExtremePositions(Groups groups, bool largest, string op) =>
        Elements.RunNumber<Searching, long[]>(groups.Arranged.dtype, op, new(groups.NotEmpty(op), largest));

    /// <summary>Combines a group's elements one after the other, starting with Start or with the first element.</summary>
    private readonly record struct Folding<TOp>(Groups Groups, long? Start, TOp Op) : INumberComputation<Tensor> where TOp : struct, IBinaryOp
    {
        public Tensor Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var data = Groups.Arranged.ReadData<T>();
            var result = new T[Groups.Count];
            for (var g = 0; g < result.Length; g++)
            {
                var group = data.Slice((int)(g * Groups.Size), (int)Groups.Size);
                var value = Start is { } start ? T.CreateChecked(start) : group[0];
                foreach (var element in Start is null ? group[1..] : group) value = Op.Apply(value, element);
                result[g] = value;
            }

            return Tensor.FromData(result, Groups.Kept);
        }
    }

    private readonly record struct Searching(Groups Groups, bool Largest) : INumberComputation<long[]>
    {
        public long[] Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var data = Groups.Arranged.ReadData<T>();
            var result = new long[Groups.Count];
            for (var g = 0; g < result.Length; g++)
                result[g] = First(data.Slice((int)(g * Groups.Size), (int)Groups.Size));
            return result;
        }

        private long First<T>(ReadOnlySpan<T> group) where T : INumber<T>
        {
            var best = 0;
            for (var i = 1; i < group.Length && !T.IsNaN(group[best]); i++)
                if (T.IsNaN(group[i]) || (Largest ? group[i] > group[best] : group[i] < group[best])) best = i;
            return best;
        }
    }
}

internal readonly record struct RealSum : IRealReduction
{
    public double Apply(ReadOnlySpan<double> group)
    {
        double sum = 0;
        foreach (var x in group) sum += x;
        return sum;
    }
}

internal readonly record struct RealProduct : IRealReduction
{
    public double Apply(ReadOnlySpan<double> group)
    {
        double product = 1;
        foreach (var x in group) product *= x;
        return product;
    }
}

internal readonly record struct RealMean : IRealReduction
{
    public double Apply(ReadOnlySpan<double> group) => default(RealSum).Apply(group) / group.Length;
}

/// <summary>The variance in two passes, divided by n - 1 if unbiased, and its root if asked for.</summary>
internal readonly record struct RealVariance(bool Unbiased, bool Root) : IRealReduction
{
    public double Apply(ReadOnlySpan<double> group)
    {
        var mean = default(RealMean).Apply(group);
        double sum = 0;
        foreach (var x in group) sum += (x - mean) * (x - mean);
        var variance = sum / Math.Max(0, group.Length - (Unbiased ? 1 : 0));
        return Root ? Math.Sqrt(variance) : variance;
    }
}

/// <summary>
/// The p-norm: the number of non-zero elements for 0, the largest magnitude for infinity, the smallest for minus infinity.
/// </summary>
/// <remarks>PyTorch takes p, the powers and their sum in the tensor's own type: in float32 they overflow to infinity and vanish below 1e-45.</remarks>
internal readonly record struct RealNorm(double P, torch.ScalarType Type) : IRealReduction
{
    public double Apply(ReadOnlySpan<double> group) => P switch
    {
        0 => NonZero(group),
        1 => Power(group, static (x, _) => x),
        2 => Math.Sqrt(Power(group, static (x, _) => x * x)),
        double.PositiveInfinity => Extreme(group, Math.Max, 0),
        double.NegativeInfinity => Extreme(group, Math.Min, double.PositiveInfinity),
        _ => Math.Pow(Power(group, Math.Pow), 1 / Rounded(P)),
    };

    private static double NonZero(ReadOnlySpan<double> group)
    {
        double count = 0;
        foreach (var x in group) count += x != 0 ? 1 : 0;
        return count;
    }

    private double Power(ReadOnlySpan<double> group, Func<double, double, double> term)
    {
        double sum = 0;
        foreach (var x in group) sum += Rounded(term(Math.Abs(x), Rounded(P)));
        return Rounded(sum);
    }

    private double Rounded(double value) => Type == torch.ScalarType.Float64 ? value : (float)value;

    private static double Extreme(ReadOnlySpan<double> group, Func<double, double, double> choose, double start)
    {
        var value = start;
        foreach (var x in group) value = choose(value, Math.Abs(x));
        return value;
    }
}

internal readonly record struct RealLogSumExp : IRealReduction
{
    public double Apply(ReadOnlySpan<double> group)
    {
        var largest = double.NegativeInfinity;
        foreach (var x in group) largest = Math.Max(largest, x);
        if (double.IsInfinity(largest) || double.IsNaN(largest)) return largest;
        double sum = 0;
        foreach (var x in group) sum += Math.Exp(x - largest);
        return largest + Math.Log(sum);
    }
}
