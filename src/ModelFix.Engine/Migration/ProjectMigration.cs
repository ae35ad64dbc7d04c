using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Migration;

/// <summary>What a migration may do.</summary>
/// <param name="Rules">The rules that were asked for.</param>
/// <param name="Assume">Whether fixes that rest on an assumption are made too.</param>
internal sealed record MigrationOptions(ImmutableArray<Rule> Rules, bool Assume);

/// <summary>A migrated project: nothing is written yet.</summary>
internal sealed record MigratedProject(
    LoadedProject Project,
    ImmutableArray<Outcome> Outcomes,
    ImmutableDictionary<string, SourceText> Changed,
    ImmutableArray<AddedFile> Added,
    Compilation After);

/// <summary>
/// Fixes a project in memory: rounds of fixes to a fixed point, each round recompiled; a fix that the compiler complains about is found by bisection and taken back.
/// </summary>
internal sealed class ProjectMigration
{

    private readonly LoadedProject _project;
    private readonly MigrationOptions _options;
    private readonly ImmutableArray<Rule> _rules;
    private readonly Dictionary<string, string> _takenBack = new(StringComparer.Ordinal);
    private readonly List<Outcome> _fixed = [];
    private readonly CompilerComplaints _before;

    private ProjectMigration(LoadedProject project, MigrationOptions options)
    {
        _project = project;
        _options = options;
        _rules = [.. options.Rules.Where(r => r.IsOnFor(project.Settings.Target))];
        _before = CompilerComplaints.Of(project.Compilation);
    }

    /// <summary>The findings of a project as it stands.</summary>
    public static ImmutableArray<Finding> Inspect(LoadedProject project, ImmutableArray<Rule> rules, CancellationToken cancellation) =>
        Findings(project, project.Compilation, [.. rules.Where(r => r.IsOnFor(project.Settings.Target))], cancellation);

    /// <exception cref="EngineException">The fixes never come to rest; the rules are named. Nothing was written.</exception>
    public static MigratedProject Run(LoadedProject project, MigrationOptions options, CancellationToken cancellation) =>
        new ProjectMigration(project, options).Run(cancellation);

    private MigratedProject Run(CancellationToken cancellation)
    {
        Compilation compilation = _project.Compilation;
        var seen = new HashSet<string>(StringComparer.Ordinal) { Fingerprint(compilation) };
        for (var round = 0; ; round++)
        {
            var findings = Findings(_project, compilation, _rules, cancellation);
            var chosen = FixRound.Choose(findings.Where(f => Blocked(f) is null));
            if (chosen.IsEmpty) return Result(compilation, findings);
            var kept = KeepCompiling(compilation, chosen);
            if (kept.IsEmpty) continue;
            compilation = Applied(compilation, kept);
            _fixed.AddRange(kept.Select(f => new Outcome(f, Fixed: true, Reason: null)));
            if (round >= FixRound.Limit || !seen.Add(Fingerprint(compilation)))
                throw new EngineException(
                    _project.Name,
                    $"the fixes of {string.Join(", ", kept.Select(f => f.Rule.Id).Distinct())} undo each other",
                    "Run them one at a time with --rules, and report this as a defect of ModelFix.");
        }
    }

    private string? Blocked(Finding finding)
    {
        if (!finding.IsApplicable(_options.Assume)) return Outcome.Left(finding, _options.Assume);
        if (!finding.Fixes[0].AddedFiles.IsEmpty && !_project.TakesNewFiles) return "needs a new file, and the project lists its files";
        if (finding.Fixes[0].Edits.Any(e => !_project.Files.ContainsKey(e.Tree.FilePath) && !IsAdded(e.Tree))) return "would change a generated file";
        return _takenBack.TryGetValue(Key(finding), out var reason) ? reason : null;
    }

    private bool IsAdded(SyntaxTree tree) => _project.Compilation.SyntaxTrees.All(t => t.FilePath != tree.FilePath);

    /// <summary>The fixes that compile together; the others are remembered as taken back, with the compiler's words.</summary>
    private ImmutableArray<Finding> KeepCompiling(Compilation compilation, ImmutableArray<Finding> fixes)
    {
        if (NewComplaint(compilation, fixes) is not { } complaint) return fixes;
        if (fixes.Length == 1)
        {
            _takenBack[Key(fixes[0])] = $"taken back, it would not compile: {complaint}";
            return [];
        }

        var half = fixes.Length / 2;
        var first = KeepCompiling(compilation, fixes[..half]);
        var second = KeepCompiling(compilation, fixes[half..]);
        var both = first.AddRange(second);
        // Two halves that compile alone may still clash; the second one then waits for the next round.
        return both.Length == fixes.Length || NewComplaint(compilation, both) is null ? both : first;
    }

    private string? NewComplaint(Compilation compilation, ImmutableArray<Finding> fixes) =>
        CompilerComplaints.Of(Applied(compilation, fixes)).FirstBeyond(_before);

    private Compilation Applied(Compilation compilation, ImmutableArray<Finding> fixes) =>
        FixRound.Apply(compilation, fixes.Select(f => f.Fixes[0]).ToList(), _project.Folder);

    private MigratedProject Result(Compilation compilation, ImmutableArray<Finding> remaining)
    {
        var changed = ImmutableDictionary.CreateBuilder<string, SourceText>(StringComparer.Ordinal);
        var added = ImmutableArray.CreateBuilder<AddedFile>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (_project.Files.TryGetValue(tree.FilePath, out var file))
            {
                if (!tree.GetText().ContentEquals(file.Text)) changed[tree.FilePath] = tree.GetText();
            }
            else if (IsAdded(tree))
            {
                added.Add(new AddedFile(Path.GetFileName(tree.FilePath), tree.GetText().ToString()));
            }
        }

        var left = remaining.Select(f => new Outcome(f, Fixed: false, Blocked(f)));
        return new MigratedProject(_project, [.. _fixed, .. left], changed.ToImmutable(), added.ToImmutable(), compilation);
    }

    private static ImmutableArray<Finding> Findings(LoadedProject project, Compilation compilation, ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        if (TorchCompilation.Create(compilation, project.Settings) is not { } torch) return [];
        return [.. compilation.SyntaxTrees
            .Where(t => project.Files.ContainsKey(t.FilePath) && MentionsTorch(t, compilation))
            .OrderBy(t => t.FilePath, StringComparer.Ordinal)
            .SelectMany(t => Inspection.Of(t, torch, rules, cancellation))];
    }

    /// <summary>Global usings may bring TorchSharp to a file that does not name it; otherwise a file without its name has no models.</summary>
    private static bool MentionsTorch(SyntaxTree tree, Compilation compilation) =>
        tree.GetText().ToString().Contains("orch", StringComparison.Ordinal)
        || tree.GetText().ToString().Contains("Tensor", StringComparison.Ordinal)
        || compilation.SyntaxTrees.Any(t => t.GetRoot() is Microsoft.CodeAnalysis.CSharp.Syntax.CompilationUnitSyntax unit
            && unit.Usings.Any(u => !u.GlobalKeyword.IsKind(SyntaxKind.None) && u.ToString().Contains("TorchSharp", StringComparison.Ordinal)));

    /// <summary>Finds a finding again in a later round, where its position may have moved.</summary>
    private static string Key(Finding finding)
    {
        var same = finding.Node.SyntaxTree.GetRoot().DescendantNodes().Where(n => n.IsEquivalentTo(finding.Node)).ToList();
        return $"{finding.Rule.Id}|{finding.Node.SyntaxTree.FilePath}|{finding.Node}|{same.IndexOf(finding.Node)}";
    }

    private static string Fingerprint(Compilation compilation) =>
        string.Join('\n', compilation.SyntaxTrees.Select(t => Convert.ToHexString(t.GetText().GetContentHash().AsSpan())));
}
