using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using ModelFix.Analyzers;
using ModelFix.Testing;

namespace ModelFix.CodeFixes.Tests;

/// <summary>
/// Roslyn's own test of analyzer and code fix: every diagnostic is at its mark, in generated and suppressed code there is none, each entry
/// of the light bulb makes the code after, one by one and all at once in a document, a project and a solution.
/// </summary>
internal sealed class LightBulbTest : CSharpCodeFixTest<ModelFixAnalyzer, ModelFixCodeFixProvider, DefaultVerifier>
{
    /// <param name="before">The code before, with each finding marked as {|MFX1001:squeeze|}.</param>
    /// <param name="after">The code after; findings that stay are marked.</param>
    public LightBulbTest(string before, string after)
    {
        TestCode = before;
        FixedCode = after;
        FixedState.MarkupHandling = MarkupMode.Allow;
        // No package: what the tests have is all there is, and nothing is downloaded.
        ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        TestState.AdditionalReferences.AddRange(TestCompilation.References);
    }

    /// <summary>What the light bulb shows.</summary>
    public string Title
    {
        init => CodeActionVerifier = (action, verifier) => verifier.Equal(value, action.Title);
    }

    protected override CompilationOptions CreateCompilationOptions() => TestCompilation.Create("").Options;

    protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse);
}
