using ModelFix.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Evidence.Tests;

/// <summary>Inputs made of the numbers at the ends of their dtypes.</summary>
internal static class Extremes
{
    private static readonly ScalarType[] Floats = [ScalarType.Float16, ScalarType.Float32, ScalarType.Float64];
    private static readonly ScalarType[] Integers = [ScalarType.Int64, ScalarType.Int32, ScalarType.Byte];

    /// <summary>
    /// The dtypes that are tried where an input has none. Means, pools and convolutions take no integers; for some TorchSharp ends the
    /// process.
    /// </summary>
    public static ScalarType[] Tried(RewriteCase rewrite)
    {
        if (!rewrite.Types.Contains("")) return [ScalarType.Float32];
        return rewrite.Rule[..5] is "MFX12" or "MFX14" or "MFX15" ? Floats : [.. Floats, .. Integers];
    }

    /// <summary>The dtype that a contract states, or the one that is tried where it states none.</summary>
    public static ScalarType Stated(string type, ScalarType otherwise) => type switch
    {
        "" => otherwise,
        "float64" => ScalarType.Float64,
        "float16" => ScalarType.Float16,
        "int64" => ScalarType.Int64,
        "int32" => ScalarType.Int32,
        "uint8" => ScalarType.Byte,
        "bool" => ScalarType.Bool,
        _ => ScalarType.Float32,
    };

    /// <summary>For each extreme a draw of it alone; then mixtures of all, of what is finite and of what is not large.</summary>
    /// <param name="rewrite">The case.</param>
    /// <param name="type">The dtype of inputs without one.</param>
    public static IEnumerable<Tensor[]> Draws(RewriteCase rewrite, ScalarType type)
    {
        var random = new Random(rewrite.ToString().Length);
        foreach (var shapes in rewrite.InputsOf("ordinary").Select(tensors => tensors.Select(t => t.shape).ToArray()))
        {
            var types = rewrite.Types.Select(t => Stated(t, type)).ToArray();
            double[] Covered(ScalarType t) => [.. Of(t, rewrite.Indices).Where(n => IsCovered(n, rewrite.Covered))];
            var most = types.Max(t => Covered(t).Length);
            for (var i = 0; i < most; i++)
                yield return [.. types.Zip(shapes, (t, s) => Filled(t, s, Covered(t), all => all[i % all.Length]))];
            for (var i = 0; i < 12; i++)
            {
                double[] Mixed(ScalarType t) => [.. Covered(t).Where(n => (i % 3) switch
                {
                    0 => true,
                    1 => double.IsFinite(n),
                    _ => !IsLarge(n, t),
                })];
                yield return [.. types.Zip(shapes, (t, s) => Filled(t, s, Mixed(t), all => all[random.Next(all.Length)]))];
            }
        }
    }

    /// <summary>True where sums of these inputs may leave the dtype: whether and where then depends on their order.</summary>
    public static bool MayOverflow(Tensor[] inputs) =>
        inputs.Any(i => i.is_floating_point() && i.Elements().Any(e => IsLarge(e, i.dtype)));

    /// <summary>The smallest number above 0 of a floating-point dtype.</summary>
    public static double Smallest(ScalarType type) => type switch
    {
        ScalarType.Float16 => Math.Pow(2, -24),
        ScalarType.Float32 => float.Epsilon,
        _ => double.Epsilon,
    };

    private static bool IsLarge(double number, ScalarType type) => double.IsFinite(number) && Math.Abs(number) > Math.Sqrt(Largest(type));

    private static Tensor Filled(ScalarType type, long[] shape, double[] extremes, Func<double[], double> pick)
    {
        var numbers = Enumerable.Range(0, (int)shape.Aggregate(1L, (n, d) => n * d)).Select(_ => pick(extremes)).ToArray();
        // A double does not hold the largest long.
        return type == ScalarType.Int64
            ? torch.tensor(numbers.Select(n => n >= long.MaxValue ? long.MaxValue : (long)n).ToArray(), shape, dtype: type)
            : torch.tensor(numbers, shape, ScalarType.Float64).to(type);
    }

    private static bool IsCovered(double number, string covered) => covered switch
    {
        "finite" => double.IsFinite(number),
        "small" => Math.Abs(number) <= 1,
        _ => true,
    };

    private static double[] Of(ScalarType type, long? indices) => type switch
    {
        ScalarType.Bool => [0, 1],
        ScalarType.Byte => [0, 1, 255],
        ScalarType.Int64 or ScalarType.Int32 when indices is { } count => [0, count - 1],
        ScalarType.Int64 => [long.MinValue, long.MaxValue, 0, 1, -1],
        ScalarType.Int32 => [int.MinValue, int.MaxValue, 0, 1, -1],
        _ => [.. OfFloats(type)],
    };

    private static IEnumerable<double> OfFloats(ScalarType type)
    {
        var (largest, smallest) = (Largest(type), Smallest(type));
        double[] all =
            [1, 0, -0.0, smallest, -smallest, 1e20, largest, -largest, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        return all.Where(n => !double.IsFinite(n) || Math.Abs(n) <= largest);
    }

    private static double Largest(ScalarType type) => type switch
    {
        ScalarType.Float16 => 65504,
        ScalarType.Float32 => float.MaxValue,
        _ => double.MaxValue,
    };
}
