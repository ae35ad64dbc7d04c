using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using ModelFix.Testing;

namespace ModelFix.Samples.Tests;

/// <summary>A model before and after <c>modelfix fix</c>, which runs once for all tests of the model.</summary>
public sealed class Migration
{
    private static readonly ConcurrentDictionary<string, Lazy<Migration>> Made = new();

    private Migration(Model model)
    {
        Model = model;
        using var folder = new TemporaryFolder();
        var files = model.Files;
        foreach (var (path, text) in files) folder.Write(path, text);
        Fix(folder.Path);
        Once = Read(folder, files);
        Fix(folder.Path);
        Twice = Read(folder, files);
    }

    public Model Model { get; }

    /// <summary>The files after the migration.</summary>
    public IReadOnlyList<(string Path, string Text)> Once { get; }

    /// <summary>The files after a second one.</summary>
    public IReadOnlyList<(string Path, string Text)> Twice { get; }

    public Compilation Before => Model.Compile(Model.Sources);

    public Compilation After => Model.Compile(Model.Code(Once));

    public static Migration Of(string name) => Made.GetOrAdd(name, n => new(() => new Migration(Model.Named(n)))).Value;

    private static void Fix(string folder) =>
        Command.Dotnet(folder, Path.Combine(AppContext.BaseDirectory, "modelfix.dll"), "fix", ".", "--allow-no-vcs", "--exit-zero").Succeeded();

    /// <summary>The files that were there and those that were added.</summary>
    private static IReadOnlyList<(string Path, string Text)> Read(TemporaryFolder folder, IReadOnlyList<(string Path, string Text)> files) =>
        [.. Directory.EnumerateFiles(folder.Path).Select(f => Path.GetFileName(f)!).Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || files.Any(g => g.Path == f))
            .Select(f => (f, folder.Read(f))).Order()];
}
