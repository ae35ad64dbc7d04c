using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Export;

/// <summary>The elements of a tensor that a program makes of sizes: <c>torch.tensor(new float[] { width, height })</c>.</summary>
internal static class ElementSizes
{
    /// <summary>Why a tensor of other numbers is not exported.</summary>
    public const string Refusal = "it holds other numbers where the inputs' sizes differ, and they are no sizes: make it of the sizes, and "
        + "compute the rest with operators, as in torch.tensor(L).sqrt()";

    private const int MostBytes = 1024;

    /// <summary>Above it not all whole numbers are there.</summary>
    private const double MostExact = 1 << 24;

    /// <summary>The elements as sizes; null where they are no whole numbers.</summary>
    /// <param name="type">Their dtype.</param>
    /// <param name="elements">The elements in each recording.</param>
    public static IReadOnlyList<Size>? Of(ElementType type, IReadOnlyList<byte[]> elements)
    {
        if (Width(type) is not { } width || elements[0].Length > MostBytes) return null;
        var sizes = new List<Size>();
        for (var at = 0; at < elements[0].Length; at += width)
        {
            var seen = elements.Select(e => Whole(type, e.AsSpan(at, width))).ToList();
            if (seen.Any(s => s is null)) return null;
            sizes.Add(Size.Of(seen.Select(s => s!.Value)));
        }

        return sizes;
    }

    private static int? Width(ElementType type) => type switch
    {
        ElementType.Int64 or ElementType.Float64 => 8,
        ElementType.Int32 or ElementType.Float32 => 4,
        _ => null,
    };

    private static long? Whole(ElementType type, ReadOnlySpan<byte> element) => type switch
    {
        ElementType.Int64 => BitConverter.ToInt64(element),
        ElementType.Int32 => BitConverter.ToInt32(element),
        ElementType.Float64 => Whole(BitConverter.ToDouble(element)),
        _ => Whole(BitConverter.ToSingle(element)),
    };

    private static long? Whole(double number) => number == Math.Floor(number) && Math.Abs(number) <= MostExact ? (long)number : null;
}
