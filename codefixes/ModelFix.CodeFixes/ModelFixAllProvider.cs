using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;

namespace ModelFix.CodeFixes;

/// <summary>Fixes a document, a project or a solution in the <see cref="MigrationLoop"/>, one project after the other.</summary>
/// <example>
/// <c>x.squeeze(1) + y.squeeze(1)  =>  x.select(1, 0) + y.select(1, 0)</c> for MFX1001, where x and y are [N, 1, 8].
/// </example>
internal sealed class ModelFixAllProvider : FixAllProvider
{
    private readonly ImmutableArray<Rule> _rules;

    public ModelFixAllProvider(ImmutableArray<Rule> rules) => _rules = rules;

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() =>
        [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var key = FixKey.Parse(fixAllContext.CodeActionEquivalenceKey);
        if (key is null || _rules.Only(d => d.Id == key.RuleId).SingleOrDefault() is not { } rule)
            return Task.FromResult<CodeAction?>(null);
        var options = new MigrationOptions(ImmutableArray.Create(rule), Assume: key.Safety == Safety.Assumed) { Choice = key.Chosen };
        return Task.FromResult<CodeAction?>(CodeAction.Create(
            $"Fix all {key.RuleId}",
            cancellation => FixAsync(fixAllContext, options, cancellation),
            key.ToString()));
    }

    private static async Task<Solution> FixAsync(FixAllContext context, MigrationOptions options, CancellationToken cancellation)
    {
        var projects = context.Scope == FixAllScope.Solution ? context.Solution.ProjectIds : [context.Project.Id];
        var document = context.Scope == FixAllScope.Document && context.Document is { } one
            ? await one.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false)
            : null;
        var solution = context.Solution;
        foreach (var id in projects)
        {
            var project = solution.GetProject(id)!;
            if (project.Language != LanguageNames.CSharp) continue;
            if (await SourceAsync(project, document, cancellation).ConfigureAwait(false) is not { } source) continue;
            var migrated = MigrationLoop.Run(ImmutableArray.Create(source), options, cancellation);
            solution = DocumentEdits.Apply(project, source.Compilation, migrated.Compilations[0]);
        }

        return solution;
    }

    /// <param name="project">The project.</param>
    /// <param name="document">The one file to look at; null for all.</param>
    /// <param name="cancellation">Cancels the compilation.</param>
    private static async Task<MigrationProject?> SourceAsync(Project project, SyntaxTree? document, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation) return null;
        var generated = new HashSet<string>(
            compilation.SyntaxTrees.Where(t => project.GetDocument(t) is null).Select(t => t.FilePath), StringComparer.Ordinal);
        return new MigrationProject(project.Name, compilation, ProjectSettings.Read(project.AnalyzerOptions, compilation, cancellation))
        {
            LookedAt = c => document is null ? c.SyntaxTrees : c.SyntaxTrees.Where(t => t.FilePath == document.FilePath),
            WhyKept = path => generated.Contains(path) ? "would change a generated file" : null,
            // dotnet format puts a file that is added into the project file, and the SDK has it already by its pattern.
            TakesNewFiles = project.Solution.Workspace.Kind != WorkspaceKind.MSBuild,
        };
    }
}
