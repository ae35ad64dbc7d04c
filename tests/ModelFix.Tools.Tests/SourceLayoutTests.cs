using ModelFix.Testing;

namespace ModelFix.Tools.Tests;

/// <summary>What is written by hand can be read at once: lines fit a screen, and a file is about one thing.</summary>
public sealed class SourceLayoutTests
{
    private const int MostColumns = 140;
    private const int MostLines = 300;

    private static readonly string[] Kinds = [".cs", ".csproj", ".props", ".targets"];

    /// <summary>What stays as it was written, and why.</summary>
    private static readonly (string Folder, string Reason)[] Exempt =
    [
        ("samples", "models as practitioners write them: what ModelFix reads, not what it is made of"),
        ("tests/ModelFix.Samples.Tests/Architectures", "classic models as they were published"),
    ];

    [Fact]
    public void No_line_is_longer_than_the_limit() =>
        Assert.Equal("", string.Join("\n", Sources().SelectMany(f => LongLines(Read(f)).Select(line => $"{f}:{line}"))));

    [Fact]
    public void No_file_is_longer_than_the_limit() =>
        Assert.Equal("", string.Join("\n", Sources().Where(f => Lines(Read(f)) > MostLines).Select(f => $"{f}: {Lines(Read(f))} lines")));

    [Fact]
    public void A_line_over_the_limit_is_found() =>
        Assert.Equal([2], LongLines($"{new string('a', MostColumns)}\n{new string('b', MostColumns + 1)}\n"));

    [Fact]
    public void The_limit_is_that_of_the_editor() =>
        Assert.Contains($"max_line_length = {MostColumns}\n", Read(".editorconfig").ReplaceLineEndings("\n"));

    [Fact]
    public void What_is_exempt_is_there() =>
        Assert.All(Exempt, e => Assert.True(Directory.Exists(Path.Combine(Repository.Root, e.Folder)), $"{e.Folder}: {e.Reason}"));

    private static int Lines(string text) => text.Count(c => c == '\n');

    private static IEnumerable<int> LongLines(string text) => text
        .Split('\n')
        .Select((line, i) => (Length: line.TrimEnd('\r').Length, Number: i + 1))
        .Where(l => l.Length > MostColumns)
        .Select(l => l.Number);

    /// <summary>Without what tests record (<c>*.verified.cs</c>) and what builds write.</summary>
    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories)
        .Where(f => Kinds.Contains(Path.GetExtension(f)))
        .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(part => part is "bin" or "obj"))
        .Where(f => !f.EndsWith(".verified.cs", StringComparison.Ordinal) && !f.EndsWith(".received.cs", StringComparison.Ordinal))
        .Where(f => !Exempt.Any(e => f.StartsWith(e.Folder + "/", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
}
