using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace ModelFix.Testing;

/// <summary>Compilations of test sources against the framework and TorchSharp.</summary>
public static class TestCompilation
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p =>
                Path.GetFileName(p) is var name
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))
            .ToImmutableArray());

    /// <summary>CS1701, CS1702: a package that was built for an older framework. Every SDK project suppresses them.</summary>
    private static readonly ImmutableDictionary<string, ReportDiagnostic> AsTheSdkDoes =
        ImmutableDictionary
            .Create<string, ReportDiagnostic>()
            .Add("CS1701", ReportDiagnostic.Suppress)
            .Add("CS1702", ReportDiagnostic.Suppress);

    private static readonly KeyValuePair<string, string>[] NoNullableAnalysis = [new("run-nullable-analysis", "never")];

    /// <summary>What all compilations start from: the assemblies are read and bound once, and their symbols are shared.</summary>
    private static readonly Lazy<CSharpCompilation> Empty = new(() =>
    {
        var empty = CSharpCompilation.Create(
            "Test",
            references: Framework.Value.Add(MetadataReference.CreateFromFile(TorchPath)),
            options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSpecificDiagnosticOptions(AsTheSdkDoes));
        // Only references that are bound already are taken over with their symbols.
        Assert.NotNull(empty.GetTypeByMetadataName("TorchSharp.torch"));
        return empty;
    });

    /// <summary>The managed assembly of the TorchSharp package, as a file next to the tests.</summary>
    public static string TorchPath => Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll");

    public static ImmutableArray<MetadataReference> FrameworkReferences => Framework.Value;

    public static ImmutableArray<MetadataReference> References => [.. Empty.Value.References];

    public static CSharpCompilation Create(
        string source,
        LanguageVersion version = LanguageVersion.Latest) => Create([("Test.cs", source)], version);

    public static CSharpCompilation Create(
        IEnumerable<(string Path, string Source)> files,
        LanguageVersion version = LanguageVersion.Latest)
    {
        var options = new CSharpParseOptions(version, DocumentationMode.Parse);
        return Empty.Value
            .WithOptions(Empty.Value.Options.WithNullableContextOptions(Nullable(version)))
            .AddSyntaxTrees([.. files.Select(f => CSharpSyntaxTree.ParseText(f.Source, options, f.Path))]);
    }

    /// <summary>
    /// The same code without nullable analysis, which is half of the compiler's work, for tests that ask for no warnings.
    /// </summary>
    public static CSharpCompilation WithoutNullableAnalysis(this Compilation compilation) => ((CSharpCompilation)compilation)
        .RemoveAllSyntaxTrees()
        .AddSyntaxTrees(
            [.. compilation.SyntaxTrees.Select(t =>
                t.WithRootAndOptions(t.GetRoot(), ((CSharpParseOptions)t.Options).WithFeatures(NoNullableAnalysis)))]);

    /// <summary>A compilation that sees the API of a past version of TorchSharp instead of the newest.</summary>
    public static CSharpCompilation CreateFor(
        string torchVersion,
        params string[] sources) => Create(sources.Select((s, i) => (i == 0 ? "Test.cs" : $"Test{i}.cs", s)))
        .WithReferences(Framework.Value.Add(TorchSharpSurface.Reference(torchVersion)));

    /// <summary>Errors and warnings, as text without positions, so that they can be compared before and after a fix.</summary>
    public static IEnumerable<string> Complaints(Compilation compilation) => Complaints(compilation.GetDiagnostics());

    /// <summary>The same of the compiler's diagnostics, where a test has asked for them already.</summary>
    public static IEnumerable<string> Complaints(IEnumerable<Diagnostic> diagnostics) => diagnostics
        .Where(d => d.Severity >= DiagnosticSeverity.Warning)
        .Select(d => $"{d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");

    private static NullableContextOptions Nullable(LanguageVersion version) =>
        version >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable;
}
