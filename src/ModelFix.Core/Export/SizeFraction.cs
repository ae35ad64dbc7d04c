using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>A number that a program makes of a size: factor * s, factor / s, or that with the root of s.</summary>
/// <param name="Size">The size s.</param>
/// <param name="Factor">The factor.</param>
/// <param name="IsRoot">Whether the root is taken of it.</param>
/// <param name="IsDivided">Whether the factor is divided by it.</param>
internal sealed record SizeFraction(Size Size, double Factor, bool IsRoot, bool IsDivided)
{
    /// <summary>What numbers that were computed in float32, or in float64, may be apart.</summary>
    private const double Single = 2.5e-7;

    private const double Double = 1e-14;

    /// <summary>The form that gives all values with this size, or null.</summary>
    public static SizeFraction? Of(Size size, ImmutableArray<double> values)
    {
        if (size.IsConstant || !size.All(s => s > 0) || values[0] == 0) return null;
        foreach (var isRoot in new[] { false, true })
            foreach (var isDivided in new[] { true, false })
            {
                var factors = values.Select((value, i) =>
                {
                    var made = isRoot ? Math.Sqrt(size.At(i)) : size.At(i);
                    return isDivided ? value * made : value / made;
                }).ToList();
                var within = Math.Abs(factors[0]) * (values.All(v => v == (float)v) ? Single : Double);
                if (factors.All(f => Math.Abs(f - factors[0]) <= within))
                    return new SizeFraction(size, Plain(factors[0]), isRoot, isDivided);
            }

        return null;
    }

    /// <summary>The number without what rounding has added to it.</summary>
    private static double Plain(double factor)
    {
        var rounded = Math.Round(factor * 1024) / 1024;
        return Math.Abs(factor - rounded) <= Math.Abs(rounded) * Single ? rounded : factor;
    }
}
