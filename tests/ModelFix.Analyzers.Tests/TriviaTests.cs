using System.Text.RegularExpressions;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// Line endings, tabs and comments, for every rule with a fix: a file that differs from another only in these differs after its migration
/// only in these. The sources are those of <see cref="TorchSharpVersionCases"/>, which have a line for every row of a rule.
/// </summary>
public sealed partial class TriviaTests
{
    public static TheoryData<string> Ids => new(FixableRules.Ids);

    [Theory, MemberData(nameof(Ids))]
    public void Windows_line_endings_stay(string rule) => AssertSame(rule, text => text.Replace("\n", "\r\n"));

    [Theory, MemberData(nameof(Ids))]
    public void Tabs_stay(string rule) => AssertSame(rule, text => Indentation().Replace(text, m => new string('\t', m.Length / 4)));

    [Theory, MemberData(nameof(Ids))]
    public void A_missing_end_of_the_last_line_stays_missing(string rule) => AssertSame(rule, text => text.TrimEnd('\n'));

    [Theory, MemberData(nameof(Ids))]
    public void Names_in_Chinese_stay(string rule) => AssertSame(rule, text => text.Replace("Net", "网络"));

    /// <summary>
    /// A comment at the end of a line and one on a line of its own, in every place where a statement or member can have one.
    /// </summary>
    [Theory, MemberData(nameof(Ids))]
    public void Comments_stay(string rule)
    {
        var number = 0;
        var commented = Sources(rule)
            .Select(s => StatementEnd().Replace(s, m => $"{m.Value} // 注释{number++} é ✓\n/* 单独一行{number++} */"))
            .ToList();
        var after = Migrated(rule, commented);

        Assert.NotEqual(0, number);
        for (var i = 0; i < commented.Count; i++)
        {
            Assert.Equal(Comments(commented[i]), Comments(after[i]));
            Assert.NotEqual(commented[i], after[i]);
        }
    }

    private static void AssertSame(string rule, Func<string, string> change)
    {
        var sources = Sources(rule).ToList();
        var plain = Migrated(rule, sources);
        var changed = Migrated(rule, sources.Select(change));
        Assert.NotEmpty(sources);
        for (var i = 0; i < sources.Count; i++)
        {
            Assert.NotEqual(sources[i], plain[i]);
            Assert.NotEqual(sources[i], change(sources[i]));
            Assert.Equal(change(plain[i]), changed[i]);
        }
    }

    private static List<string> Migrated(string rule, IEnumerable<string> sources)
    {
        var files = sources.Select((s, i) => ($"{i:000}.cs", s)).ToList();
        var after = RuleRun.Of(rule, TestCompilation.Create(files), assume: true).After;
        return [.. files.Select(f => after.SyntaxTrees.Single(t => t.FilePath == f.Item1).GetText().ToString())];
    }

    private static IEnumerable<string> Sources(string rule) => TorchSharpVersionCases.Of(rule)
        .Where(c => c.IsIn(TorchSharpSurface.Versions[^1]))
        .Select((c, i) =>
            Placeholder().Replace(c.Source, "$1:").Replace("class Net ", $"class Net{i} ").Replace("public Net()", $"public Net{i}()"));

    private static IEnumerable<string> Comments(string text) => Comment().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("<([a-z_]+)>:")]
    private static partial Regex Placeholder();

    [GeneratedRegex("(?m)^(?:    )+")]
    private static partial Regex Indentation();

    [GeneratedRegex("(?m)[;}]$")]
    private static partial Regex StatementEnd();

    [GeneratedRegex(@"(?<!/)//(?!/)[^\r\n]*|/\*.*?\*/")]
    private static partial Regex Comment();
}
