using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;
using ModelFix.Analyzers;
using ModelFix.CodeFixes;
using Xunit;

namespace ModelFix.Testing;

/// <summary>
/// A solution as the IDE holds it, with rules that only a test has, and in which a fix-all is asked once: Roslyn's own tests ask until
/// nothing is left, whatever the scope.
/// </summary>
public sealed class TestWorkspace
{
    private readonly ImmutableArray<Rule> _rules;

    private TestWorkspace(Solution solution, ImmutableArray<Rule> rules)
    {
        Solution = solution;
        _rules = rules;
    }

    private ModelFixCodeFixProvider Provider => new(_rules);

    public Solution Solution { get; }

    /// <summary>A solution with a project for each list of files.</summary>
    public static TestWorkspace Of(params (string Name, string Source)[][] projects) => Of(RuleCatalog.Rules, projects);

    /// <summary>As above, with other rules.</summary>
    internal static TestWorkspace Of(ImmutableArray<Rule> rules, params (string Name, string Source)[][] projects) =>
        Of(rules, WorkspaceKind.Host, projects);

    /// <summary>As above, in a workspace of another kind: dotnet format has one of MSBuild.</summary>
    internal static TestWorkspace Of(ImmutableArray<Rule> rules, string kind, params (string Name, string Source)[][] projects)
    {
        var solution = new AdhocWorkspace(MefHostServices.DefaultHost, kind).CurrentSolution;
        foreach (var (files, number) in projects.Select((f, i) => (f, i)))
        {
            var id = ProjectId.CreateNewId();
            solution = solution.AddProject(ProjectInfo.Create(
                id,
                VersionStamp.Default,
                $"Project{number}",
                $"Project{number}",
                LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(
                    OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
                parseOptions: new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse),
                metadataReferences: TestCompilation.References));
            foreach (var (name, source) in files)
                solution = solution.AddDocument(DocumentId.CreateNewId(id), name, source, filePath: $"/{number}/{name}");
        }

        return new TestWorkspace(solution, rules);
    }

    public async Task<string> TextAsync(string path)
    {
        var text = await Document(path).GetTextAsync();
        return text.ToString();
    }

    /// <summary>The diagnostics of a file, in the order of the text.</summary>
    public async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(string path)
    {
        var compilation = await Document(path).Project.GetCompilationAsync();
        var diagnostics = await compilation!.WithAnalyzers([new ModelFixAnalyzer(_rules)]).GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics.Where(d => d.Location.SourceTree?.FilePath == path).OrderBy(d => d.Location.SourceSpan.Start)];
    }

    /// <summary>The light bulb's entries for a diagnostic.</summary>
    public async Task<ImmutableArray<CodeAction>> ActionsAsync(string path, Diagnostic diagnostic, CancellationToken cancellation = default)
    {
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        await Provider.RegisterCodeFixesAsync(new CodeFixContext(Document(path), diagnostic, (a, _) => actions.Add(a), cancellation));
        return actions.ToImmutable();
    }

    /// <summary>Fixes all that an equivalence key covers, starting from a file.</summary>
    public async Task<TestWorkspace> FixAllAsync(string path, string key, FixAllScope scope, string ruleId)
    {
        var context = new FixAllContext(Document(path), Provider, scope, key, [ruleId], new Diagnostics(_rules), CancellationToken.None);
        var action = await Provider.GetFixAllProvider().GetFixAsync(context);
        var operations = await action!.GetOperationsAsync(CancellationToken.None);
        return new TestWorkspace(Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution, _rules);
    }

    private Document Document(string path) => Solution.Projects.SelectMany(p => p.Documents).Single(d => d.FilePath == path);

    private sealed class Diagnostics(ImmutableArray<Rule> rules) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(
            Project project,
            CancellationToken cancellationToken) => ReportedAsync(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document,
            CancellationToken cancellationToken)
        {
            var reported = await ReportedAsync(document.Project);
            return reported.Where(d => d.Location.SourceTree?.FilePath == document.FilePath);
        }

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
        {
            var reported = await ReportedAsync(project);
            return reported.Where(d => d.Location.SourceTree is null);
        }

        private async Task<IEnumerable<Diagnostic>> ReportedAsync(Project project)
        {
            var compilation = await project.GetCompilationAsync();
            return await compilation!.WithAnalyzers([new ModelFixAnalyzer(rules)]).GetAnalyzerDiagnosticsAsync();
        }
    }
}
