using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Configuration;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>Projects in memory, as a loader hands them to the migration.</summary>
internal static class TestProject
{
    public const string Folder = "/models";

    public static LoadedProject Of(params (string Name, string Source)[] files) => Of("/models/P.csproj", [], files);

    /// <param name="symbols">The preprocessor symbols of the target framework.</param>
    public static LoadedProject Of(string name, string[] symbols, params (string Name, string Source)[] files)
    {
        var options = CompilerArguments.ParseOptions(
            CompilerArguments.Parse([$"/define:{string.Join(';', symbols)}", "/langversion:latest"], Folder));
        var sources = files
            .Select(f => new SourceFile(
                Path.Combine(Folder, f.Name), SourceText.From(f.Source, Encoding.UTF8), new UTF8Encoding(false), Hash: ""))
            .ToDictionary(f => f.Path, StringComparer.Ordinal);
        return new LoadedProject
        {
            Name = name,
            Folder = Folder,
            Compilation = CSharpCompilation.Create(
                "P",
                sources.Values.Select(f => CSharpSyntaxTree.ParseText(f.Text, options, f.Path)),
                TestCompilation.References,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)),
            Settings = ModelSettings.Default,
            Files = sources,
            TorchSharp = "the tests' own",
        };
    }

    public static MigrationResult Migrate(this LoadedProject project, params Rule[] rules) => Migrate([project], assume: false, rules);

    public static MigrationResult Migrate(
        this LoadedProject project,
        bool assume,
        params Rule[] rules) => Migrate([project], assume, rules);

    public static MigrationResult Migrate(IEnumerable<LoadedProject> projects, bool assume, params Rule[] rules) =>
        ProjectMigration.Run(projects, new MigrationOptions([.. rules], assume), CancellationToken.None);

    /// <summary>The text of a file after the migration, the same in all projects that have it.</summary>
    public static string Text(this MigrationResult result, string name)
    {
        var path = Path.Combine(Folder, name);
        return result.Projects
            .Where(p => p.Project.Files.ContainsKey(path))
            .Select(p => (p.Changed.GetValueOrDefault(path) ?? p.Project.Files[path].Text).ToString())
            .Distinct()
            .Single();
    }

    /// <summary>What became of each finding, one a line: rule, file, fixed or the reason that it was left.</summary>
    public static string[] Story(this MigrationResult result) =>
        [.. result.Outcomes
            .Select(o => $"{o.RuleId} {Path.GetFileName(o.File)} {(o.Fixed ? "fixed" : o.Reason)}")
            .Order(StringComparer.Ordinal)];
}
