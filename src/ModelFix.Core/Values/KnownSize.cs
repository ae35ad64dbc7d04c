using System.Globalization;

namespace ModelFix.Core.Values;

/// <summary>
/// A size as it stands in a <see cref="Dim"/>: by a symbol for the size divided by what it is a multiple of, a number that is at least a
/// minimum.
/// </summary>
internal sealed record KnownSize(string Name, long Multiple, long Minimum)
{
    private const char Mark = '{';

    /// <summary>The symbol. No name and no computed symbol begins with a brace.</summary>
    public string Symbol => FormattableString.Invariant($"{Mark}{Name}/{Multiple}>={Minimum}}}");

    /// <summary>What a symbol says, or null where it is a plain one.</summary>
    public static KnownSize? From(string symbol)
    {
        if (symbol[0] != Mark) return null;
        var minimum = symbol.LastIndexOf(">=", StringComparison.Ordinal);
        var multiple = symbol.LastIndexOf('/', minimum);
        return new KnownSize(symbol.Substring(1, multiple - 1), Number(multiple + 1, minimum), Number(minimum + 2, symbol.Length - 1));

        long Number(int from, int to) => long.Parse(symbol.Substring(from, to - from), CultureInfo.InvariantCulture);
    }
}
