using System.Text.RegularExpressions;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>Every command of the tool that the documentation shows is one that the tool takes.</summary>
public sealed partial class DocumentedCommandsTests
{
    public static TheoryData<string, string> Documented
    {
        get
        {
            var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Append(Path.Combine(Repository.Root, "README.md"));
            var commands = pages.SelectMany(p => Commands(File.ReadAllText(p)).Select(c => (Page: Path.GetFileName(p), Command: c)));
            var data = new TheoryData<string, string>();
            foreach (var (page, command) in commands.Distinct()) data.Add(page, command);
            return data;
        }
    }

    [Theory, MemberData(nameof(Documented))]
    public void The_command_line_takes_it(string page, string command)
    {
        var arguments = Word().Matches(command).Select(m => m.Value.Trim('"', '\'')).ToArray();
        Assert.True(Tool.CommandLine().Parse(arguments).Errors.Count == 0, $"{page}: modelfix {command}");
    }

    [Fact]
    public void There_are_recipes_for_organisations() =>
        Assert.Equal(4, Documented.Count(d => d[0] is "organization.md"));

    /// <summary>What follows the name of the tool on a line of a code block, up to what ends a command in a shell.</summary>
    private static IEnumerable<string> Commands(string page) =>
        from block in Block().Matches(page)
        from line in block.Groups[1].Value.Split('\n')
        let command = Command().Match(line)
        where command.Success
        select command.Groups[1].Value.Trim();

    [GeneratedRegex(
        @"^```(?:bash|yaml|sh)?\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"^(?:\s*(?:-\s+)?(?:run:\s*)?""?(?:[\w./$-]*/)?modelfix""?|dotnet run --project src/ModelFix\.Cli --) ([a-z][^#|&;>]*)",
        RegexOptions.None,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Command();

    [GeneratedRegex(@"""[^""]*""|'[^']*'|\S+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();
}
