using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Reports;

/// <summary>What holds of the HTML report's text; how it behaves is tested in a browser.</summary>
public sealed partial class HtmlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_allows_nothing_but_its_own_style_and_script()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);"));

        var html = Run("check");

        var policy = Policy().Match(html).Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; style-src '{Hash(Part(html, "style"))}'; script-src '{Hash(Part(html, "script"))}'; "
                + "base-uri 'none'; form-action 'none'",
            policy);
        Assert.DoesNotMatch(@"\sstyle=|\son\w+=|\ssrc=|<link|@import|url\(", html);
    }

    [Fact]
    public void What_was_not_checked_comes_first()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return Nowhere.of(x);"));

        var html = Run("check");

        Assert.Matches("(?s)<h2 id=\"unchecked\">Not checked</h2>.*could not be bound.*<section class=\"summary\"", html);
        Assert.DoesNotContain("class=\"filters\"", html);
    }

    [Fact]
    public void An_assumption_is_said_and_a_place_without_a_fix_is_shown()
    {
        _folder.Write("Net.cs", ForwardSource.Of("if (x.shape[0] > 1) return x.squeeze(1);\nreturn x;"));

        var html = Run("check");

        Assert.Contains("Equal assuming <b>size(1) is 1</b>", html);
        Assert.Contains("<div class=\"diff frame\"", html);
        Assert.Contains("<mark>", html);
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">")]
    private static partial Regex Policy();

    private static string Part(string html, string element) =>
        html.Split($"<{element}>", 2)[1].Split($"</{element}>", 2)[0];

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string Run(params string[] arguments) => ToolRun.In(_folder.Path, [.. arguments, "--format", "html"]).Output;
}
