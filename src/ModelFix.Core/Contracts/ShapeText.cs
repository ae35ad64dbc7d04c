using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ModelFix.Core.Values;

namespace ModelFix.Core.Contracts;

/// <summary>
/// Shapes as people write them: <c>[N, 3, 224, 224]</c>, <c>float32[..., C, H/4, 2*W]</c>, <c>[N, 3, H, W], H % 32 == 0, N >= 1</c>.
/// </summary>
internal static class ShapeText
{
    private static readonly Regex Bracketed = new(
        @"(?<type>[A-Za-z]+\d*)?\[(?<dims>[^\[\]]*)\]", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    private static readonly Regex Fact = new(
        @"^\s*(?<name>[A-Za-z_]\w*)\s*(?:%\s*(?<multiple>\d{1,9})\s*==\s*0|(?<relation>>=?)\s*(?<minimum>\d{1,9}))\s*$",
            RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    private static readonly Regex Separator = new(@",\s*and\s|,|\sand\s", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    private static readonly Regex EndOfSentence = new(@"\.(\s|$)|[;()<]", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>
    /// The first shape in a text, or null. Facts count where the rest of the sentence after the shape is nothing but facts: prose may deny
    /// them.
    /// </summary>
    public static InputContract? FindIn(string text)
    {
        foreach (Match match in Bracketed.Matches(text))
        {
            if (Dims(match.Groups["dims"].Value) is not { } shape
                || !ShapeInProse.IsShape(text.Substring(0, match.Index), match.Groups["type"].Value, shape))
                continue;
            var type = match.Groups["type"].Success ? ElementTypes.Named(match.Groups["type"].Value) : ElementType.Unknown;
            if (new InputContract(shape, type).IsTooLarge) return null;
            return new InputContract(shape, type) { Facts = FactsAfter(text.Substring(match.Index + match.Length)) };
        }

        return null;
    }

    /// <summary>The facts in a text after a shape, where the rest of its sentence is nothing else.</summary>
    public static SizeFacts FactsAfter(string rest)
    {
        var sentence = EndOfSentence.Match(rest) is { Success: true } end ? rest.Substring(0, end.Index) : rest;
        return Facts(sentence, out var unreadable) is { } facts && unreadable is null ? facts : SizeFacts.None;
    }

    /// <summary>A whole text as a shape with an optional dtype and facts, or null where it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unreadable">What stands where a fact should; it is left out.</param>
    public static InputContract? Parse(string text, out string? unreadable)
    {
        unreadable = null;
        var match = Bracketed.Match(text);
        if (!match.Success || text.Substring(0, match.Index).Trim().Length > 0 || Dims(match.Groups["dims"].Value) is not { } shape)
            return null;
        if (Facts(text.Substring(match.Index + match.Length), out unreadable) is not { } facts) return null;
        if (!match.Groups["type"].Success) return new InputContract(shape, ElementType.Unknown) { Facts = facts };
        return ElementTypes.Named(match.Groups["type"].Value) is not ElementType.Unknown and var type
            ? new InputContract(shape, type) { Facts = facts }
            : null;
    }

    /// <summary>What is said after a shape, <c>, H % 32 == 0, N >= 1</c>; null where it does not begin with a comma.</summary>
    public static SizeFacts? Facts(string text, out string? unreadable)
    {
        unreadable = null;
        var facts = SizeFacts.None;
        if (text.Trim().Length == 0) return facts;
        if (text.TrimStart()[0] != ',') return null;
        foreach (var said in Separator.Split(text.Trim().Substring(1)))
        {
            if (FactIn(said) is var (name, fact)) facts = facts.With(name, fact);
            else unreadable ??= said.Trim();
        }

        return facts;
    }

    private static (string Name, SizeFact Fact)? FactIn(string text)
    {
        if (Fact.Match(text) is not { Success: true } match) return null;
        var name = match.Groups["name"].Value;
        if (match.Groups["multiple"].Success)
            return Number(match.Groups["multiple"]) is > 0 and var multiple ? (name, SizeFact.None with { Multiple = multiple }) : null;
        return (name, SizeFact.None with { Minimum = Number(match.Groups["minimum"]) + (match.Groups["relation"].Value == ">" ? 1 : 0) });
    }

    private static long Number(Group digits) => long.Parse(digits.Value, CultureInfo.InvariantCulture);

    private static TensorShape? Dims(string text)
    {
        if (text.Trim().Length == 0) return TensorShape.Of();
        var parts = text.Split(',').Select(p => p.Trim()).ToList();
        var leading = parts[0] is "..." or "…" or "*";
        var dims = parts.Skip(leading ? 1 : 0).Select(p => DimText.Parse(p, Dim.Symbol)).ToList();
        return dims.Contains(null) ? null : new TensorShape(leading, dims.Select(d => d!).ToImmutableArray());
    }
}
