using System.Text.RegularExpressions;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Reports;

/// <summary>The body of a pull request.</summary>
public sealed partial class MarkdownTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_fixed_is_shown_as_a_diff_with_its_safety()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));

        var text = Run("fix", "--allow-no-vcs");

        Assert.StartsWith("## ModelFix: 1 of 1 finding fixed\n", text);
        Assert.Matches(@"\| \[MFX1001\]\(https://\S+/MFX1001\.md\) \| squeeze\(d\) exports as an If node \| 1 \| 1 \|  \|", text);
        Assert.Contains("<summary><code>Net.cs</code>: 1 fixed, 0 left</summary>", text);
        Assert.Contains(", proven: Use select(1, 0)\n\n  ```diff\n  - return x.squeeze(1);\n  + return x.select(1, 0);\n  ```\n", text);
        Assert.DoesNotContain("To review", text);
    }

    [Fact]
    public void Each_assumption_is_a_box_for_the_reviewer_to_tick()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);"));

        var text = Run("fix", "--allow-no-vcs", "--assume");

        Assert.Contains("### To review: these changes are equal only where\n\n- [ ] size(1) is 1: `Net.cs` line 21, [MFX1001](", text);
    }

    [Fact]
    public void What_is_left_says_why()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);"));

        var text = Run("check");

        Assert.StartsWith("## ModelFix: 1 finding\n", text);
        Assert.Contains("| 1 | 0 | 1 holds only assuming size(1) is 1 (--assume) |", text);
        Assert.Contains("left: squeeze(1) exports as an If node", text);
    }

    [Fact]
    public void Nothing_of_a_path_a_message_or_code_is_taken_for_a_mark()
    {
        _folder.Write("a|b`<i>*c*.cs", ForwardSource.Of("return x.squeeze(1); // ``` | </details>", "[N, 1, 5]"));
        _folder.Write("Bad|_x_.cs", ForwardSource.Of("return No_where.of(x);").Replace("Net", "Bad"));

        var text = Run("fix", "--allow-no-vcs");

        Assert.Contains("<summary><code>a|b`&lt;i&gt;*c*.cs</code>", text);
        Assert.Contains("  ````diff\n  - return x.squeeze(1); // ``` | </details>\n", text);
        Assert.Contains("Bad\\|\\_x\\_.cs", text);
        Assert.Contains("'No\\_where'", text);
        var rows = text.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, rows.Count);
        Assert.All(rows, r => Assert.Equal(6, Bar().Count(r)));
    }

    [Fact]
    public void A_report_that_is_too_long_says_what_it_leaves_out()
    {
        var long_ = string.Concat(Enumerable.Range(0, 40).Select(i => $"x = x.squeeze({i}); // {new string('-', 200)}\n"));
        foreach (var name in new[] { "A", "B", "C", "D", "E", "F" })
            _folder.Write(name + ".cs", ForwardSource.Of(long_ + "return x;").Replace("Net", name));

        var text = Run("fix", "--diff", "--assume");

        Assert.InRange(text.Length, 30_000, 65_536);
        Assert.Matches(@"\n\d more files? not shown here: the report is too long\.\n", text);
    }

    [Fact]
    public void Verified_models_are_a_table()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));
        var text = Run("verify");
        Assert.StartsWith("## ModelFix: 1 model: 1 equal, 0 different, 0 not verified\n", text);
        Assert.Contains("\n| `Net` | equal |", text);
    }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();

    private string Run(params string[] arguments) => ToolRun.In(_folder.Path, [.. arguments, "--format", "markdown"]).Output;
}
