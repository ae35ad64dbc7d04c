using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Cli.Terminals;

namespace ModelFix.Cli.Tests.Terminals;

/// <summary>The underline stands under what it means, whatever the line is made of.</summary>
public sealed class CodeFrameTests
{
    [Theory]
    [InlineData("    return [x.f()];", "     1 │     return x.f();", "       │            ^^^^^")]
    [InlineData("\t\treturn [x];", "     1 │         return x;", "       │                ^")]
    [InlineData("/* 立体 */ [x] = 1;", "     1 │ /* 立体 */ x = 1;", "       │            ^")]
    [InlineData("a(\"\u001b[31m\", [x]);", "     1 │ a(\"�[31m\", x);", "       │            ^")]
    [InlineData("[if (a\n    && b)] return;", "     1 │ if (a", "       │ ^^^^^")]
    [InlineData("x = [];", "     1 │ x = ;", "       │     ^")]
    public void The_place_is_underlined(string code, string line, string underline)
    {
        var frame = Frame(code, 80);
        Assert.Equal(line, frame.Gutter + frame.Code);
        Assert.Equal(underline, frame.Caret);
    }

    [Theory]
    [InlineData(10, 100)]
    [InlineData(100, 10)]
    [InlineData(100, 100)]
    [InlineData(0, 0)]
    public void A_long_line_is_cut_so_that_the_place_is_seen(int before, int after)
    {
        var frame = Frame($"{new string('a', before)}[theplace]{new string('b', after)}", 60);
        Assert.InRange(frame.Gutter.Length + frame.Code.Length, 0, 60);
        Assert.Equal(8, frame.Caret.Count(c => c == '^'));
        Assert.Equal("theplace", frame.Code.Substring(frame.Caret.IndexOf('^') - frame.Gutter.Length, 8));
    }

    [Fact]
    public void A_long_place_is_cut_with_its_underline()
    {
        var frame = Frame($"x = [{new string('a', 200)}];", 60);
        Assert.InRange(frame.Gutter.Length + frame.Code.Length, 0, 61);
        Assert.InRange(frame.Caret.Length, 0, 61);
    }

    /// <summary>The frame of what stands in the brackets.</summary>
    private static CodeFrame Frame(string code, int width)
    {
        var start = code.IndexOf('[', StringComparison.Ordinal);
        if (code.IndexOf('\u001b', StringComparison.Ordinal) >= 0) start = code.LastIndexOf('[');
        var end = code.LastIndexOf(']');
        var text = code.Remove(end, 1).Remove(start, 1);
        var tree = CSharpSyntaxTree.ParseText(text);
        return CodeFrame.Of(Location.Create(tree, TextSpan.FromBounds(start, end - 1)), width);
    }
}
