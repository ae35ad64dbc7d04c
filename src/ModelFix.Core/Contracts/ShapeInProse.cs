using System.Text.RegularExpressions;
using ModelFix.Core.Values;

namespace ModelFix.Core.Contracts;

/// <summary>
/// Whether brackets in a doc comment are a shape. People write ranges (<c>values in [0, 1]</c>), elements (<c>states[0]</c>), boxes
/// (<c>as [x1, y1, x2, y2]</c>), references (<c>see [3]</c>) and notes (<c>[optional]</c>) in brackets too, and a range that is taken for a
/// shape would prove rewrites that are wrong.
/// </summary>
internal static class ShapeInProse
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly Regex Introduced = new(
        @"\b(shape[ds]?|sizes?|dims?|dimensions?|tensors?)\b\W*(is|of|:|=)?\W*$|(形状|尺寸|维度|张量)\W*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        Limit);

    private static readonly Regex Ranged = new(
        @"\b(in|range|interval|between|within|from|to|one of)\W*$|(∈|范围|区间|取值|之间)\W*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        Limit);

    /// <summary>What makes one of several of what follows it, or a call of it.</summary>
    private static readonly Regex NoList = new(
        @"\b(either|or|any of|each of)\W*$|[A-Za-z0-9_\])]$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Limit);

    private static readonly Regex Alternative = new(
        @"^\W*or\b|^\s*[\[(*+]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Limit);

    private static readonly Regex Coordinate = new(@"^([xy]\d?|c[xy]|[xy]_?(min|max|[cC]))$", RegexOptions.CultureInvariant, Limit);

    /// <summary>True where shapes in parentheses may be the elements of a tuple or list, one by one.</summary>
    /// <param name="before">What stands before the parentheses.</param>
    /// <param name="after">What stands after them.</param>
    public static bool IsList(string before, string after) =>
        !NoList.IsMatch(before) && !Ranged.IsMatch(before) && !Alternative.IsMatch(after);

    /// <summary>True where brackets are a shape.</summary>
    /// <param name="before">What stands before them, without a dtype.</param>
    /// <param name="word">
    /// The word that is written right before them, empty for none: a dtype, or the name of something that has elements.
    /// </param>
    /// <param name="shape">What they would be.</param>
    public static bool IsShape(string before, string word, TensorShape shape)
    {
        var hasType = ElementTypes.Named(word) != ElementType.Unknown;
        if (word.Length > 0 && !hasType && !Introduced.IsMatch(word)) return false;
        if (shape.Dims.Any(d => d.Constant == 0 || d.Symbols.Any(s => s is NamedSize size && Coordinate.IsMatch(size.Name)))) return false;
        if (hasType || word.Length > 0 || Introduced.IsMatch(before) || shape.HasLeading) return true;
        return shape.Dims.Length switch
        {
            0 => false,
            1 => shape.Dims[0].Symbols.FirstOrDefault() is NamedSize { Name.Length: <= 2 },
            2 => !Ranged.IsMatch(before),
            _ => !Ranged.IsMatch(before) || shape.Dims.Any(d => !d.IsConstant),
        };
    }
}
