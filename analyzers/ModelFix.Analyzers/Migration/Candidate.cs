using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelFix.Analyzers.Migration;

/// <summary>One place and rewrite, with the finding of each project that sees it.</summary>
internal sealed class Candidate
{
    private readonly MigrationState _state;
    private readonly ImmutableSortedDictionary<int, Finding> _findings;

    public Candidate(MigrationState state, ImmutableSortedDictionary<int, Finding> findings)
    {
        _state = state;
        _findings = findings;
        var weakest = findings.Values.OrderByDescending(f => f.Safety).First();
        // Edits of the same file must name the same tree, whichever project they come from, for their overlaps to be seen.
        Finding = weakest with
        {
            Fixes = weakest.Fixes
                .Select(fix => fix with { Edits = fix.Edits.Select(e => e with { Tree = state.First(e.Tree) }).ToImmutableArray() })
                .ToImmutableArray(),
        };
    }

    /// <summary>The finding to report: the one that promises least.</summary>
    public Finding Finding { get; }

    /// <summary>The files of the place, as each project has it.</summary>
    public IEnumerable<SyntaxTree> Trees => _findings.Values.Select(f => f.Node.SyntaxTree);

    /// <summary>What two findings have in common that are the same in two projects: rule, place and rewrite.</summary>
    public static string Key(Finding finding) => string.Join("|", finding.Fixes
        .SelectMany(f => f.Edits)
        .Select(e => $"{e.Tree.FilePath} {e.Span} {e.NewText}")
        .Prepend($"{finding.Rule.Id} {finding.Node.SyntaxTree.FilePath} {finding.Node.Span}"));

    /// <summary>Why the fix cannot be made, or null where it can.</summary>
    public string? Obstacle(bool assume) => Finding.IsApplicable(assume)
        ? Enumerable.Range(0, _state.Projects.Length)
            .Where(i => !FixIn(i).Edits.IsEmpty)
            .Select(InProject)
            .FirstOrDefault(reason => reason is not null)
        : Outcome.Left(Finding, assume);

    /// <summary>The fix as a project's own finding has it; without one, its edits in the files that the project shares.</summary>
    public Fix FixIn(int project)
    {
        if (_findings.TryGetValue(project, out var own)) return own.Fixes[0];
        var edits = Finding.Fixes[0].Edits
            .Select(e => (Edit: e, Tree: _state.Tree(project, e.Tree.FilePath)))
            .Where(e => e.Tree is not null)
            .Select(e => e.Edit with { Tree = e.Tree! });
        return Finding.Fixes[0] with { Edits = edits.ToImmutableArray() };
    }

    private string? InProject(int i)
    {
        var project = _state.Projects[i];
        var fix = FixIn(i);
        if (!_findings.ContainsKey(i) && !IsCompiledAway(i)) return $"{project.Title}, which shares the file, does not find the same";
        if (fix.Edits.Select(e => project.WhyKept(e.Tree.FilePath)).FirstOrDefault(r => r is not null) is { } kept) return kept;
        if (fix.AddedFiles.IsEmpty) return null;
        if (!project.TakesNewFiles) return "needs a new file, and the project lists its files";
        var added = FixRound.NewFiles(new[] { fix }, _state.Compilation(i));
        return added.FirstOrDefault(f => IsTaken(i, Path.Combine(project.Folder, f.Name), f.Text)) is { } taken
            ? $"needs a new file {taken.Name}, and there is another file of that name"
            : null;
    }

    /// <summary>True where the place is inside an #if that does not hold for the project.</summary>
    private bool IsCompiledAway(int project) =>
        _state.Tree(project, Finding.Node.SyntaxTree.FilePath) is { } tree
        && tree.GetRoot().FindTrivia(Finding.Node.SpanStart).IsKind(SyntaxKind.DisabledTextTrivia);

    private bool IsTaken(int project, string path, string text)
    {
        var there = _state.Tree(project, path)?.GetText().ToString() ?? _state.Projects[project].NotCompiled(path);
        return there is not null && there.Replace("\r\n", "\n") != text;
    }
}
