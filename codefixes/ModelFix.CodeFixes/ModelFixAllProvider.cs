using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using ModelFix.Analyzers;

namespace ModelFix.CodeFixes;

/// <summary>
/// Fixes a document, a project or a solution in rounds: fixes that touch each other are made one after the other, each inspected again in the new text.
/// </summary>
internal sealed class ModelFixAllProvider : FixAllProvider
{
    public static readonly ModelFixAllProvider Instance = new();

    /// <summary>Nesting deeper than this is left for the next invocation.</summary>

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        if (FixKey.Parse(fixAllContext.CodeActionEquivalenceKey) is not { } key) return Task.FromResult<CodeAction?>(null);
        return Task.FromResult<CodeAction?>(CodeAction.Create(
            $"Fix all {key.RuleId}",
            cancellation => FixAsync(fixAllContext, key, cancellation),
            key.ToString()));
    }

    private static async Task<Solution> FixAsync(FixAllContext context, FixKey key, CancellationToken cancellation)
    {
        var projects = context.Scope == FixAllScope.Solution ? context.Solution.ProjectIds : [context.Project.Id];
        var document = context.Scope == FixAllScope.Document ? context.Document?.FilePath ?? context.Document?.Name : null;
        var solution = context.Solution;
        foreach (var project in projects)
            for (var round = 0; round < FixRound.Limit; round++)
            {
                var next = await FixOnceAsync(solution.GetProject(project)!, key, document, cancellation).ConfigureAwait(false);
                if (next is null) break;
                solution = next;
            }

        return solution;
    }

    private static async Task<Solution?> FixOnceAsync(Project project, FixKey key, string? document, CancellationToken cancellation)
    {
        if (project.Language != LanguageNames.CSharp) return null;
        if (await ProjectInspection.CreateAsync(project, cancellation).ConfigureAwait(false) is not { } inspection) return null;
        var findings = inspection
            .All(key.RuleId, tree => document is null || tree.FilePath == document, cancellation)
            .Where(key.Takes)
            .Select(f => f with { Fixes = ImmutableArray.Create(f.Fixes[key.Choice]) });
        var chosen = FixRound.Choose(findings);
        return chosen.IsEmpty
            ? null
            : await DocumentEdits.ApplyAsync(project, chosen.Select(f => f.Fixes[0]).ToList(), cancellation).ConfigureAwait(false);
    }
}
