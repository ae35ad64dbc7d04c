using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelFix.Core.Values;

/// <summary>Sizes as people write them: <c>H/4</c>, <c>2*(W - 1)</c>.</summary>
internal static class DimText
{
    /// <summary>Nobody writes a longer size, and parentheses are read within each other.</summary>
    private const int MaxLength = 1_000;

    private static readonly Regex Token = new(
        @"\G\s*(?:(?<number>\d+)|(?<name>[A-Za-z_]\w*)|(?<sign>[-+*/()]))", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>A formula with what its names stand for, or null where the text is none.</summary>
    public static Dim? Parse(string text, Func<string, Dim> symbol)
    {
        if (text.Length > MaxLength) return null;
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
