using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Migration;

/// <summary>
/// A project's findings at one moment. After a round only the files that it changed are asked again, with those that name a class of
/// theirs or hold one that they name; what is known of the others is from before, until they are asked.
/// </summary>
internal sealed class ProjectFindings
{
    private readonly MigrationProject _project;
    private readonly ImmutableArray<Rule> _rules;
    private readonly ImmutableArray<SyntaxTree> _trees;
    private readonly Dictionary<SyntaxTree, ImmutableArray<Finding>> _found = [];
    private readonly HashSet<SyntaxTree> _old = [];
    private readonly Lazy<TorchCompilation?> _torch;

    private ProjectFindings(MigrationProject project, Compilation compilation, ImmutableArray<Rule> rules)
    {
        _project = project;
        _rules = rules;
        Compilation = compilation;
        _trees = project.LookedAt(compilation).OrderBy(t => t.FilePath, StringComparer.Ordinal).ToImmutableArray();
        _torch = new Lazy<TorchCompilation?>(() => TorchCompilation.Create(compilation, project.Settings));
    }

    public Compilation Compilation { get; }

    /// <summary>What is known, in the order of the files and of their text.</summary>
    public IEnumerable<Finding> Findings => _trees.SelectMany(t => _found[t]);

    /// <summary>The findings of a project, all files asked.</summary>
    public static ProjectFindings Of(
        MigrationProject project, Compilation compilation, ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        var findings = new ProjectFindings(project, compilation, rules);
        findings.Ask(findings._trees, cancellation);
        return findings;
    }

    /// <summary>The findings after some of the files changed.</summary>
    /// <param name="compilation">The project as it is then.</param>
    /// <param name="asksAll">True where all files are asked.</param>
    /// <param name="cancellation">Cancels the rules.</param>
    public ProjectFindings After(Compilation compilation, bool asksAll, CancellationToken cancellation)
    {
        if (compilation == Compilation) return this;
        if (asksAll) return Of(_project, compilation, _rules, cancellation);
        var after = new ProjectFindings(_project, compilation, _rules);
        var before = new HashSet<SyntaxTree>(Compilation.SyntaxTrees);
        var now = new HashSet<SyntaxTree>(compilation.SyntaxTrees);
        var changed = before.Where(t => !now.Contains(t)).Concat(now.Where(t => !before.Contains(t))).Select(FileNames.Of).ToList();
        var declared = new HashSet<string>(changed.SelectMany(c => c.Declared), StringComparer.Ordinal);
        var mentioned = new HashSet<string>(changed.SelectMany(c => c.Mentioned), StringComparer.Ordinal);
        var untouched = after._trees.Where(_found.ContainsKey).ToList();
        var names = untouched.AsParallel().AsOrdered().WithCancellation(cancellation).Select(FileNames.Of).ToList();
        for (var i = 0; i < untouched.Count; i++)
        {
            if (names[i].Mentioned.Overlaps(declared) || names[i].Declared.Overlaps(mentioned)) continue;
            after._found.Add(untouched[i], _found[untouched[i]]);
            after._old.Add(untouched[i]);
        }

        after.Ask(after._trees.Where(t => !after._old.Contains(t)).ToList(), cancellation);
        return after;
    }

    /// <summary>Asks those of the files again of which what is known is from before; false where there is none.</summary>
    public bool AskAgain(Func<SyntaxTree, bool> isDue, CancellationToken cancellation)
    {
        var due = _trees.Where(t => _old.Contains(t) && isDue(t)).ToList();
        _old.ExceptWith(due);
        Ask(due, cancellation);
        return due.Count > 0;
    }

    private void Ask(IReadOnlyList<SyntaxTree> trees, CancellationToken cancellation)
    {
        if (trees.Count == 0) return;
        var found = new ImmutableArray<Finding>[trees.Count];
        var torch = default(TorchCompilation);
        var failure = Guarded("reading the project", trees[0], () =>
        {
            torch = _torch.Value;
            return ImmutableArray<Finding>.Empty;
        });
        Parallel.For(0, trees.Count, new ParallelOptions { CancellationToken = cancellation }, i => found[i] = torch is null
            ? ImmutableArray<Finding>.Empty
            : Guarded(
                "reading the file",
                trees[i],
                () => InForce.Of(WithUnusedSuppressions(trees[i], torch, cancellation), Compilation, cancellation)));
        for (var i = 0; i < trees.Count; i++) _found[trees[i]] = i == 0 ? failure.AddRange(found[i]) : found[i];
    }

    private ImmutableArray<Finding> WithUnusedSuppressions(SyntaxTree tree, TorchCompilation torch, CancellationToken cancellation)
    {
        var found = Inspection.Of(tree, torch, _rules, cancellation);
        return found.AddRange(UnusedSuppressionRule.In(tree, found, _rules, torch, cancellation));
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
            return ImmutableArray.Create(DefectRule.In(part, tree.GetRoot(CancellationToken.None), e));
        }
    }
}

/// <summary>The names in a file, collected once for each text of it.</summary>
/// <param name="Declared">The names of its types.</param>
/// <param name="Mentioned">All identifiers.</param>
internal sealed record FileNames(HashSet<string> Declared, HashSet<string> Mentioned)
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileNames> Known = new();

    public static FileNames Of(SyntaxTree tree) => Known.GetValue(tree, t =>
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        var mentioned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in t.GetRoot().DescendantTokens().Where(k => k.IsKind(SyntaxKind.IdentifierToken)))
        {
            mentioned.Add(token.ValueText);
            if (token.Parent is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) declared.Add(token.ValueText);
        }

        return new FileNames(declared, mentioned);
    });
}
