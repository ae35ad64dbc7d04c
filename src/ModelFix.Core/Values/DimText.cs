using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelFix.Core.Values;

/// <summary>Sizes as people write them: <c>H/4</c>, <c>2*(W - 1)</c>.</summary>
internal static class DimText
{
    private static readonly Regex Token = new(
        @"\G\s*(?:(?<number>\d+)|(?<name>[A-Za-z_]\w*)|(?<sign>[-+*/()]))", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>A dim may begin with a minus, the sizes that people write do not.</summary>
    private static readonly Regex LeadingMinus = new(@"(?<=^|\()-", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>A dim's number when every symbol in it has one, or null where the text is no dim.</summary>
    public static long? Evaluate(Dim dim, Func<string, long> sizeOf) => Over(dim, name => Dim.Of(sizeOf(name)))?.Constant;

    /// <summary>A dim with other dims for its names, inside its quotients too, or null where its text is no formula.</summary>
    public static Dim? Over(Dim dim, Func<string, Dim> size) => Parse(LeadingMinus.Replace(dim.ToString(), "0 - "), size);

    /// <summary>The names in a dim's text: those of <see cref="Dim.Symbols"/>, and those inside its quotients.</summary>
    public static IEnumerable<string> Names(Dim dim) =>
        Regex.Matches(dim.ToString(), @"[A-Za-z_]\w*", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
        .Cast<Match>()
        .Select(m => m.Value)
        .Distinct();

    /// <summary>A formula with what its names stand for, or null where the text is none.</summary>
    public static Dim? Parse(string text, Func<string, Dim> symbol)
    {
        // Nobody writes such a size, and parentheses are read within each other.
        if (text.Length > BoundedNames.MaxLength) return null;
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var match = Token.Match(text, at);
            if (!match.Success) return null;
            tokens.Add(match.Value.Trim());
            at += match.Length;
        }

        var position = 0;
        return Sum(tokens, symbol, ref position) is { } dim && position == tokens.Count ? dim : null;
    }

    private static Dim? Sum(List<string> tokens, Func<string, Dim> symbol, ref int at)
    {
        var left = Product(tokens, symbol, ref at);
        while (left is not null && at < tokens.Count && tokens[at] is ("+" or "-"))
        {
            var plus = tokens[at++] == "+";
            if (Product(tokens, symbol, ref at) is not { } right) return null;
            left = plus ? left + right : left - right;
        }

        return left;
    }

    private static Dim? Product(List<string> tokens, Func<string, Dim> symbol, ref int at)
    {
        var left = Factor(tokens, symbol, ref at);
        while (left is not null && at < tokens.Count && tokens[at] is ("*" or "/"))
        {
            var times = tokens[at++] == "*";
            if (Factor(tokens, symbol, ref at) is not { } right || !times && right.Constant == 0) return null;
            left = times ? left * right : left.FloorDivide(right);
        }

        return left;
    }

    private static Dim? Factor(List<string> tokens, Func<string, Dim> symbol, ref int at)
    {
        if (at >= tokens.Count) return null;
        var token = tokens[at++];
        if (token == "(")
        {
            var inner = Sum(tokens, symbol, ref at);
            return at < tokens.Count && tokens[at++] == ")" ? inner : null;
        }

        if (long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Dim.Of(number);
        return char.IsLetter(token[0]) || token[0] == '_' ? symbol(token) : null;
    }
}
