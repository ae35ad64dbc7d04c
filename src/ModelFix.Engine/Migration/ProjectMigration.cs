using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Rewriting;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Migration;

/// <summary>A migrated project: nothing is written yet.</summary>
internal sealed record MigratedProject(
    LoadedProject Project,
    ImmutableDictionary<string, SourceText> Changed,
    ImmutableArray<AddedFile> Added,
    Compilation After)
{
    /// <summary>What a migration, which may have taken several steps, made of a project.</summary>
    public static MigratedProject Of(LoadedProject project, Compilation compilation)
    {
        var known = project.Compilation.SyntaxTrees.Length;
        var changed = compilation.SyntaxTrees
            .Take(known)
            .Where(t => project.Files.TryGetValue(t.FilePath, out var file) && !t.GetText().ContentEquals(file.Text))
            .ToImmutableDictionary(t => t.FilePath, t => t.GetText(), StringComparer.Ordinal);
        var added = compilation.SyntaxTrees.Skip(known).Select(t => new AddedFile(Path.GetFileName(t.FilePath), t.GetText().ToString()));
        return new MigratedProject(project, changed, [.. added], compilation);
    }

    /// <summary>The project as it would be loaded once what is migrated has been written.</summary>
    public LoadedProject Written()
    {
        var files = new Dictionary<string, SourceFile>(Project.Files, StringComparer.Ordinal);
        foreach (var (path, text) in Changed) files[path] = files[path].With(text);
        foreach (var file in Added)
        {
            var path = Path.Combine(Project.Folder, file.Name);
            files[path] = SourceFile.New(path, file.Text);
        }

        return Project with { Compilation = (CSharpCompilation)After, Files = files };
    }
}

/// <summary>The migrated projects, and what became of each finding.</summary>
internal sealed record MigrationResult(ImmutableArray<MigratedProject> Projects, ImmutableArray<Outcome> Outcomes)
{
    /// <summary>The fixes that were made in a project's files.</summary>
    public IReadOnlyList<Finding> FixesIn(LoadedProject project) =>
        [.. Outcomes.Where(o => o.Fixed && project.Files.ContainsKey(o.File)).Select(o => o.Finding)];
}

/// <summary>Loaded projects in the <see cref="MigrationLoop"/>.</summary>
internal static class ProjectMigration
{
    /// <summary>The findings of a project as it stands.</summary>
    public static ImmutableArray<Finding> Inspect(LoadedProject project, ImmutableArray<Rule> rules, CancellationToken cancellation) =>
        [.. ProjectFindings.Of(Source(project, _ => null), project.Compilation, rules, cancellation).Findings];

    public static MigrationResult Run(IEnumerable<LoadedProject> projects, MigrationOptions options, CancellationToken cancellation)
    {
        var results = Groups(projects).Select(g => Of(g, options, cancellation)).ToList();
        return new MigrationResult([.. results.SelectMany(r => r.Projects)], [.. results.SelectMany(r => r.Outcomes)]);
    }

    /// <summary>The projects that share a file, together.</summary>
    public static IEnumerable<ImmutableArray<LoadedProject>> Groups(IEnumerable<LoadedProject> projects)
    {
        var groups = new List<List<LoadedProject>>();
        foreach (var project in projects)
        {
            var sharing = groups.Where(g => g.Any(p => p.Files.Keys.Any(project.Files.ContainsKey))).ToList();
            groups.RemoveAll(sharing.Contains);
            groups.Add([.. sharing.SelectMany(g => g), project]);
        }

        return groups.Select(g => g.ToImmutableArray());
    }

    /// <summary>The migration of projects that share files; where it fails they stay as they are, and the others are migrated.</summary>
    private static MigrationResult Of(ImmutableArray<LoadedProject> projects, MigrationOptions options, CancellationToken cancellation)
    {
        try
        {
            var (compilations, outcomes) = MigrationLoop.Run([.. projects.Select(p => Source(p, options.WhyKept))], options, cancellation);
            return new MigrationResult([.. projects.Select((p, i) => MigratedProject.Of(p, compilations[i]))], outcomes);
        }
        catch (Exception e) when (e is not OperationCanceledException && projects.SelectMany(p => p.Compilation.SyntaxTrees).Any())
        {
            var first = projects.SelectMany(p => p.Compilation.SyntaxTrees).First();
            var defect = DefectRule.In("migrating the project", first.GetRoot(cancellation), e);
            return new MigrationResult(
                [.. projects.Select(p => MigratedProject.Of(p, p.Compilation))],
                [new Outcome(defect, Fixed: false, "nothing of the project was changed")]);
        }
    }

    private static MigrationProject Source(LoadedProject project, Func<string, string?> whyKept)
    {
        var compiled = project.Compilation.SyntaxTrees.Select(t => t.FilePath).ToHashSet(StringComparer.Ordinal);
        return new MigrationProject(project.Title, project.Compilation, project.Settings)
        {
            Folder = project.Folder,
            LookedAt = c => TorchFiles.In(c, project).Union(project.OwnTreesOf(c).Where(UnusedSuppressionRule.MayBeIn)),
            // What is not the project's own and not compiled is a file that a fix added.
            WhyKept = path => !project.Files.ContainsKey(path) && compiled.Contains(path)
                ? "would change a generated file, or one that was not named or does not parse"
                : whyKept(path),
            TakesNewFiles = project.TakesNewFiles,
            NotCompiled = path => File.Exists(path) ? File.ReadAllText(path) : null,
        };
    }
}
