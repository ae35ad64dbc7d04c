using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelFix.Testing;

/// <summary>Compilations of test sources against the framework and TorchSharp.</summary>
public static class TestCompilation
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))
            .ToImmutableArray());

    /// <summary>CS1701, CS1702: a package that was built for an older framework. Every SDK project suppresses them.</summary>
    private static readonly ImmutableDictionary<string, ReportDiagnostic> AsTheSdkDoes =
        ImmutableDictionary.Create<string, ReportDiagnostic>().Add("CS1701", ReportDiagnostic.Suppress).Add("CS1702", ReportDiagnostic.Suppress);

    /// <summary>The managed assembly of the TorchSharp package, as a file next to the tests.</summary>
    public static string TorchPath => Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll");

    public static ImmutableArray<MetadataReference> FrameworkReferences => Framework.Value;

    public static ImmutableArray<MetadataReference> References => Framework.Value.Add(MetadataReference.CreateFromFile(TorchPath));

    public static CSharpCompilation Create(string source, LanguageVersion version = LanguageVersion.Latest) => Create([("Test.cs", source)], version);

    public static CSharpCompilation Create(IEnumerable<(string Path, string Source)> files, LanguageVersion version = LanguageVersion.Latest)
    {
        var options = new CSharpParseOptions(version, DocumentationMode.Parse);
        return CSharpCompilation.Create(
            "Test",
            files.Select(f => CSharpSyntaxTree.ParseText(f.Source, options, f.Path)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: Nullable(version)).WithSpecificDiagnosticOptions(AsTheSdkDoes));
    }

    /// <summary>A compilation that sees the API of a past version of TorchSharp instead of the newest.</summary>
    public static CSharpCompilation CreateFor(string torchVersion, params string[] sources) => Create(sources.Select((s, i) => (i == 0 ? "Test.cs" : $"Test{i}.cs", s)))
        .WithReferences(Framework.Value.Add(TorchSharpSurface.Reference(torchVersion)));

    /// <summary>Errors and warnings, as text without positions, so that they can be compared before and after a fix.</summary>
    public static IEnumerable<string> Complaints(Compilation compilation) => compilation.GetDiagnostics()
        .Where(d => d.Severity >= DiagnosticSeverity.Warning)
        .Select(d => $"{d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");

    private static NullableContextOptions Nullable(LanguageVersion version) =>
        version >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable;
}
