using Microsoft.CodeAnalysis.Text;
using ModelFix.Engine.Reporting;

namespace ModelFix.Engine.Tests.Reporting;

/// <summary>Which lines are the same and which stand in one another's place.</summary>
public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a b c", "a b c", "4=4")]
    [InlineData("a b c", "a x c", "1=1 1!1 2=2")]
    [InlineData("a b c", "b c", "1!0 3=3")]
    [InlineData("a b c", "a b c d", "3=3 0!1 1=1")]
    [InlineData("", "a b", "0!3")]
    [InlineData("a b", "", "3!0")]
    public void Parts_make_up_both_texts(string before, string after, string parts) =>
        Assert.Equal(parts, Written(LineDiff.Of(Text(before), Text(after))));

    [Fact]
    public void Changes_that_are_near_are_shown_together()
    {
        var hunks = LineDiff.Hunks(Text("a 1 2 3 4 b 1 2 3 4 5 6 7 c"), Text("A 1 2 3 4 B 1 2 3 4 5 6 7 C"), context: 3);
        Assert.Equal(["1!1 4=4 1!1 3=3", "3=3 1!1 1=1"], hunks.Select(Written));
        Assert.Equal(10, hunks[1][0].Old.Start);
    }

    [Fact]
    public void Texts_that_are_the_same_have_no_hunks() => Assert.Empty(LineDiff.Hunks(Text("a b"), Text("a b"), context: 3));

    [Fact]
    public void A_change_at_the_end_of_the_line_alone_is_none() =>
        Assert.Empty(LineDiff.Hunks(SourceText.From("a\r\nb\r\n"), SourceText.From("a\nb\n"), context: 3));

    /// <summary>A text of a line a word, each with its end, so that there is an empty line at last.</summary>
    private static SourceText Text(string words) =>
        SourceText.From(string.Concat(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w + "\n")));

    private static string Written(IEnumerable<DiffPart> parts) =>
        string.Join(' ', parts.Select(p => $"{p.Old.Count}{(p.IsChange ? '!' : '=')}{p.New.Count}"));
}
