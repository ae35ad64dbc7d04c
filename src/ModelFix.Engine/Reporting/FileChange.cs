using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Engine.Reporting;

/// <summary>A file that a migration changed or added.</summary>
/// <param name="Path">The full path.</param>
/// <param name="File">The file as it was read; null for one that is added.</param>
/// <param name="Before">What it parsed to; null for one that is added.</param>
/// <param name="After">What it is afterwards.</param>
internal sealed record FileChange(string Path, SourceFile? File, SyntaxTree? Before, SyntaxTree After)
{
    /// <summary>The changed files in the order of their paths, each once.</summary>
    public static ImmutableArray<FileChange> Of(IReadOnlyCollection<MigratedProject> migrated) =>
        [.. FileWriter.Contents(migrated).Keys.Select(path => Of(path, migrated))];

    public SourceText TextBefore => Before?.GetText() ?? SourceText.From("");

    /// <summary>The change as git apply takes it.</summary>
    /// <param name="folder">What the path is relative to where the file is in no repository.</param>
    public string Patch(string folder)
    {
        var root = Git.Root(System.IO.Path.GetDirectoryName(Path)!) ?? folder;
        var mark = File is { Encoding.Preamble.Length: > 0 } ? "\uFEFF" : "";
        return UnifiedDiff.Of(
            System.IO.Path.GetRelativePath(root, Path).Replace('\\', '/'), File is null ? null : mark + File.Text, mark + After);
    }

    private static FileChange Of(string path, IReadOnlyCollection<MigratedProject> migrated)
    {
        var project = migrated.First(m => m.Changed.ContainsKey(path) || m.Added.Any(f => PathOf(f.Name, m) == path));
        return new FileChange(
            path,
            project.Project.Files.GetValueOrDefault(path),
            project.Project.Compilation.SyntaxTrees.FirstOrDefault(t => t.FilePath == path),
            project.After.SyntaxTrees.First(t => t.FilePath == path));
    }

    private static string PathOf(string name, MigratedProject migrated) => System.IO.Path.Combine(migrated.Project.Folder, name);
}
