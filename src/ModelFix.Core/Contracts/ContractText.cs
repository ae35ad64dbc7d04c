using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ModelFix.Core.Values;

namespace ModelFix.Core.Contracts;

/// <summary>
/// What people write of a parameter: a shape for a tensor, <c>[N, 3, 224, 224]</c>, and shapes in parentheses for a tuple or list of
/// tensors, <c>([N, 64, 32, 32], [N, 128, 16, 16]), N >= 1</c>.
/// </summary>
internal static class ContractText
{
    private const string Shape = @"(?:[A-Za-z]+\d*)?\[[^\[\]]*\]";

    private static readonly Regex Listed = new(
        $@"^\s*\(\s*(?<shape>{Shape})(?:\s*,\s*(?<shape>{Shape}))*\s*\)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>
    /// Two shapes or more: one in parentheses is a remark, as in "the maps ([N, 64, H, W])", which may be about each of many.
    /// </summary>
    private static readonly Regex ListInProse = new(
        $@"\(\s*(?<shape>{Shape})(?:\s*,\s*(?<shape>{Shape}))+\s*\)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>The first contract in a text, or null. Where several lists stand in it, it is not known which is meant.</summary>
    public static ParameterContract? FindIn(string text)
    {
        var lists = ListInProse.Matches(text).Cast<Match>().Where(m => List(m, text) is not null).ToList();
        if (lists.Count == 0 || ShapeText.FindIn(text.Substring(0, lists[0].Index)) is not null)
            return ShapeText.FindIn(text) is { } tensor ? ParameterContract.Of(tensor) : null;
        if (lists.Count > 1 || List(lists[0], text) is not { IsTooLarge: false } list) return null;
        return list.With(ShapeText.FactsAfter(text.Substring(lists[0].Index + lists[0].Length)));
    }

    /// <summary>A whole text as a contract, or null where it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unreadable">What stands where a fact should; it is left out.</param>
    public static ParameterContract? Parse(string text, out string? unreadable)
    {
        if (Listed.Match(text) is not { Success: true } match)
            return ShapeText.Parse(text, out unreadable) is { } tensor ? ParameterContract.Of(tensor) : null;
        return ShapeText.Facts(text.Substring(match.Length), out unreadable) is { } facts ? Elements(match)?.With(facts) : null;
    }

    private static ParameterContract? List(Match match, string text) =>
        Elements(match) is { } list
        && ShapeInProse.IsList(text.Substring(0, match.Index), text.Substring(match.Index + match.Length))
        && Words(match).Zip(list.Tensors, (word, tensor) => (word, tensor.Shape))
            .All(e => ShapeInProse.IsShape(text.Substring(0, match.Index), e.word, e.Shape))
            ? list
            : null;

    private static ParameterContract? Elements(Match match)
    {
        var tensors = Shapes(match).Select(s => ShapeText.Parse(s, out _)).ToList();
        return tensors.Contains(null) ? null : new ParameterContract(tensors.Select(t => t!).ToImmutableArray(), IsList: true);
    }

    private static IEnumerable<string> Shapes(Match match) => match.Groups["shape"].Captures.Cast<Capture>().Select(c => c.Value);

    /// <summary>What stands right before the brackets of each shape: its dtype.</summary>
    private static IEnumerable<string> Words(Match match) => Shapes(match).Select(s => s.Substring(0, s.IndexOf('[')));
}
