using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Analyzers.Migration;

/// <summary>
/// Projects that share files, at one moment of a migration: the target frameworks of a project, or projects that link the same file. A
/// file has one text in all of them, so a fix is made everywhere at once.
/// </summary>
internal sealed class MigrationState
{
    private readonly MigrationOptions _options;
    private readonly ImmutableArray<ProjectFindings> _findings;
    private readonly Lazy<ImmutableArray<Dictionary<string, SyntaxTree>>> _trees;

    private MigrationState(ImmutableArray<MigrationProject> projects, MigrationOptions options, ImmutableArray<ProjectFindings> findings)
    {
        Projects = projects;
        _options = options;
        _findings = findings;
        _trees = new Lazy<ImmutableArray<Dictionary<string, SyntaxTree>>>(() => Compilations
            .Select(c => c.SyntaxTrees
                .GroupBy(t => t.FilePath, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal))
            .ToImmutableArray());
        Candidates = Found();
    }

    public ImmutableArray<MigrationProject> Projects { get; }

    public IEnumerable<Compilation> Compilations => _findings.Select(f => f.Compilation);

    /// <summary>The findings of all projects, one candidate for each place and rewrite.</summary>
    public ImmutableArray<Candidate> Candidates { get; private set; }

    /// <summary>What tells this moment from another: the texts of all files.</summary>
    public string Fingerprint => string.Join(
        "\n", Compilations.SelectMany(c => c.SyntaxTrees).Select(t => Convert.ToBase64String(t.GetText().GetChecksum().ToArray())));

    public static MigrationState Of(ImmutableArray<MigrationProject> projects, MigrationOptions options, CancellationToken cancellation) =>
        new(projects, options, projects.Select(p => ProjectFindings.Of(p, p.Compilation, options.Rules, cancellation)).ToImmutableArray());

    /// <summary>The compilations after fixes.</summary>
    public ImmutableArray<Compilation> Compiled(ImmutableArray<Candidate> fixes) => Projects
        .Select((project, i) => FixRound.Apply(
            Compilation(i), fixes.Select(c => c.FixIn(i)).Where(f => !f.Edits.IsEmpty).ToList(), project.Folder))
        .ToImmutableArray();

    /// <summary>The moment after fixes: what they changed is asked again, or all files.</summary>
    public MigrationState After(ImmutableArray<Compilation> compilations, bool asksAll, CancellationToken cancellation) =>
        new(Projects, _options, _findings.Select((f, i) => f.After(compilations[i], asksAll, cancellation)).ToImmutableArray());

    /// <summary>
    /// Asks the files again that hold these candidates, where what is known of them is from before other files were changed; false where
    /// that is nowhere so.
    /// </summary>
    public bool AskAgain(IEnumerable<Candidate> candidates, CancellationToken cancellation)
    {
        var due = new HashSet<SyntaxTree>(candidates.SelectMany(c => c.Trees));
        return AskAgain(due.Contains, cancellation);
    }

    /// <summary>Asks all files again of which what is known is from before other files were changed; false where there is none.</summary>
    public bool AskAgain(CancellationToken cancellation) => AskAgain(_ => true, cancellation);

    public Compilation Compilation(int project) => _findings[project].Compilation;

    /// <summary>A project's file as it is now, or null where the project does not compile it.</summary>
    public SyntaxTree? Tree(int project, string path) => _trees.Value[project].TryGetValue(path, out var tree) ? tree : null;

    /// <summary>The tree that stands for a file in all projects that share it.</summary>
    public SyntaxTree First(SyntaxTree tree) => Projects.Length == 1
        ? tree
        : Enumerable.Range(0, Projects.Length).Select(i => Tree(i, tree.FilePath)).First(t => t is not null)!;

    private bool AskAgain(Func<SyntaxTree, bool> isDue, CancellationToken cancellation)
    {
        var asked = _findings.Count(f => f.AskAgain(isDue, cancellation)) > 0;
        if (asked) Candidates = Found();
        return asked;
    }

    private ImmutableArray<Candidate> Found() => _findings
        .SelectMany((found, i) => found.Findings
            .Select(_options.Choice)
            .OfType<Finding>()
            .Select(finding => (Project: i, Finding: finding)))
        .GroupBy(f => Candidate.Key(f.Finding))
        .Select(g => new Candidate(this, g.GroupBy(f => f.Project).ToImmutableSortedDictionary(f => f.Key, f => f.First().Finding)))
        .ToImmutableArray();
}
