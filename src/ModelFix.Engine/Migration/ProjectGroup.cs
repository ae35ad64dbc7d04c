using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Core.Knowledge;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Migration;

/// <summary>
/// Projects that share files, at one moment of a migration: the target frameworks of a project, or projects that link the same file. A file has one text in all
/// of them, so a fix is made everywhere at once.
/// </summary>
internal sealed record ProjectGroup(ImmutableArray<LoadedProject> Projects, ImmutableArray<Compilation> Compilations)
{
    /// <summary>What tells this moment from another: the texts of all files.</summary>
    public string Fingerprint => string.Join(
        '\n', Compilations.SelectMany(c => c.SyntaxTrees).Select(t => Convert.ToHexString(t.GetText().GetContentHash().AsSpan())));

    /// <summary>The projects as they were loaded, those that share a file together.</summary>
    public static IEnumerable<ProjectGroup> Of(IEnumerable<LoadedProject> projects)
    {
        var groups = new List<List<LoadedProject>>();
        foreach (var project in projects)
        {
            var sharing = groups.Where(g => g.Any(p => p.Files.Keys.Any(project.Files.ContainsKey))).ToList();
            groups.RemoveAll(sharing.Contains);
            groups.Add([.. sharing.SelectMany(g => g), project]);
        }

        return groups.Select(g => new ProjectGroup([.. g], [.. g.Select(p => (Compilation)p.Compilation)]));
    }

    /// <summary>The findings of all projects, one candidate for each place and rewrite.</summary>
    public IEnumerable<Candidate> Candidates(ImmutableArray<Rule> rules, CancellationToken cancellation) => Projects
        .SelectMany((project, i) => Findings(project, Compilations[i], rules, cancellation).Select(finding => (Project: i, Finding: finding)))
        .GroupBy(f => Candidate.Key(f.Finding))
        .Select(g => new Candidate(this, g.DistinctBy(f => f.Project).ToImmutableSortedDictionary(f => f.Project, f => f.Finding)));

    public ProjectGroup Apply(IReadOnlyCollection<Candidate> candidates) => this with
    {
        Compilations = [.. Projects.Select((project, i) => FixRound.Apply(
            Compilations[i], [.. candidates.Select(c => c.FixIn(i)).Where(f => !f.Edits.IsEmpty)], project.Folder))],
    };

    /// <summary>A project's file as it is now, or null where the project does not compile it.</summary>
    public SyntaxTree? Tree(int project, string path) => Compilations[project].SyntaxTrees.FirstOrDefault(t => t.FilePath == path);

    /// <summary>A project's findings for the rules that are on for its target.</summary>
    public static ImmutableArray<Finding> Findings(LoadedProject project, Compilation compilation, ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        var trees = TorchFiles.In(compilation, project).ToList();
        if (trees.Count == 0) return [];
        return Guarded("reading the project", trees[0], () =>
        {
            if (TorchCompilation.Create(compilation, project.Settings) is not { } torch) return [];
            return [.. trees.SelectMany(t => Guarded("reading the file", t, () => Inspection.Of(t, torch, rules, cancellation)))];
        });
    }

    /// <summary>What is found, or that it could not be looked for: the other files and projects are not touched by that.</summary>
    private static ImmutableArray<Finding> Guarded(string part, SyntaxTree tree, Func<ImmutableArray<Finding>> find)
    {
        try
        {
            return find();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [DefectRule.In(part, tree.GetRoot(CancellationToken.None), e)];
        }
    }
}
