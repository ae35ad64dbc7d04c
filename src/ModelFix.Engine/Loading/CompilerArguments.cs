using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Migration;

namespace ModelFix.Engine.Loading;

/// <summary>Options as the compiler reads them from its arguments, whoever says these: MSBuild, or a project file as text.</summary>
internal static class CompilerArguments
{
    /// <summary>
    /// The SDK's own choice: two versions of an assembly are unified, or a reference has no strong name, which says nothing about the
    /// sources.
    /// </summary>
    private static readonly string[] AlwaysSuppressed = ["CS1701", "CS1702", "CS8002"];

    /// <summary>Code pages are what files of GBK are compiled with.</summary>
    static CompilerArguments() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static CSharpCommandLineArguments Parse(
        IEnumerable<string> arguments,
        string folder) => CSharpCommandLineParser.Default.Parse(arguments, folder, sdkDirectory: null);

    public static CSharpCompilationOptions Options(CSharpCommandLineArguments parsed) => parsed.CompilationOptions
        .WithSpecificDiagnosticOptions(
            parsed.CompilationOptions.SpecificDiagnosticOptions.SetItems(
                AlwaysSuppressed.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))));

    /// <summary>
    /// Doc comments hold contracts, so they are parsed, and what is wrong with them is not this tool's business. What may be null is half
    /// of the compiler's work and no rule asks for it; after fixes it is asked for.
    /// </summary>
    public static CSharpParseOptions ParseOptions(CSharpCommandLineArguments parsed) => parsed.ParseOptions
        .WithDocumentationMode(DocumentationMode.Parse)
        .WithFeatures(parsed.ParseOptions.Features.Append(KeyValuePair.Create(Recompilation.NullableAnalysis, "never")));
}
