using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using ModelFix.Cli;
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
        (Before, After) = (Model.Compile(Model.Sources), Model.Compile(Model.Code(Once)));
    }

    public Model Model { get; }

    /// <summary>The files after the migration.</summary>
    public IReadOnlyList<(string Path, string Text)> Once { get; }

    /// <summary>The files after a second one.</summary>
    public IReadOnlyList<(string Path, string Text)> Twice { get; }

    public Compilation Before { get; }

    public Compilation After { get; }

    public static Migration Of(string name) => Made.GetOrAdd(name, n => new(() => new Migration(Model.Named(n)))).Value;

    /// <summary>
    /// In this process, where the compiler is warm: a process of its own compiles the compiler anew each time. That one is run by
    /// ModelFix.Analyzers.Package.Tests.
    /// </summary>
    private static void Fix(string folder)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = new Tool(output, error, folder).Run(["fix", ".", "--allow-no-vcs", "--exit-zero"], CancellationToken.None);
        Assert.True(exit == 0, $"exit code {exit}\n{output}\n{error}");
    }

    /// <summary>The files that were there and those that were added.</summary>
    private static IReadOnlyList<(string Path, string Text)> Read(
        TemporaryFolder folder,
        IReadOnlyList<(string Path, string Text)> files) =>
        [.. Directory
            .EnumerateFiles(folder.Path)
            .Select(f => Path.GetFileName(f)!)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || files.Any(g => g.Path == f))
            .Select(f => (f, folder.Read(f))).Order()];
}
