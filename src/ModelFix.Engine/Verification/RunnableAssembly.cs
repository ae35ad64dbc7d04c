using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Verification;

/// <summary>A project's sources compiled into an assembly that the model runner loads.</summary>
/// <param name="Path">The assembly.</param>
/// <param name="LeftOut">What could not be compiled and throws when it is reached: "Train.cs(12,5): …".</param>
internal sealed record RunnableAssembly(string Path, ImmutableArray<string> LeftOut)
{
    /// <summary>The assemblies of the projects that it refers to, as far as they compile.</summary>
    public ImmutableArray<string> Parts { get; init; } = [];

    private const int MaxRounds = 8;

    /// <summary>Compiles a project for running; members that do not compile are replaced by a throw that says why.</summary>
    /// <param name="compilation">The project.</param>
    /// <param name="referenced">The projects that it refers to and that nobody has built.</param>
    /// <param name="path">The assembly.</param>
    /// <param name="error">What does not compile.</param>
    /// <returns>Null where what is left does not compile either; the error says what.</returns>
    public static RunnableAssembly? Emit(
        CSharpCompilation compilation, ImmutableArray<CSharpCompilation> referenced, string path, out string? error)
    {
        var parts = Directory.CreateDirectory(path + ".parts").FullName;
        return Emitted(compilation, path, withHarness: true, out error) is { } emitted
            ? emitted with
            {
                Parts =
                [
                    .. referenced
                        .Select(r => Emitted(r, System.IO.Path.Combine(parts, r.AssemblyName + ".dll"), withHarness: false, out _)?.Path)
                        .OfType<string>(),
                ],
            }
            : null;
    }

    private static RunnableAssembly? Emitted(CSharpCompilation compilation, string path, bool withHarness, out string? error)
    {
        var language = compilation.SyntaxTrees.Select(t => (CSharpParseOptions)t.Options).FirstOrDefault() ?? CSharpParseOptions.Default;
        var harness = CSharpSyntaxTree.ParseText(SourceText.From(HarnessText, System.Text.Encoding.UTF8), language, "Harness.cs");
        var runnable = compilation
            .WithAssemblyName(System.IO.Path.GetFileNameWithoutExtension(path))
            .WithOptions(compilation.Options
                .WithGeneralDiagnosticOption(ReportDiagnostic.Default)
                .WithSpecificDiagnosticOptions([])
                .WithPlatform(Platform.AnyCpu)
                .WithCryptoKeyFile(null)
                .WithDelaySign(null)
                .WithPublicSign(false))
            .AddSyntaxTrees(withHarness ? [harness] : []);

        var leftOut = ImmutableArray.CreateBuilder<string>();
        for (var round = 0; ; round++)
        {
            var errors = runnable.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
            if (errors.Count == 0) break;
            if (errors.FirstOrDefault(e => e.Location.SourceTree == harness) is { } defect)
                throw new InvalidOperationException($"the harness does not compile: {Text(defect)}");
            var pruned = round < MaxRounds ? Pruning.Without(runnable, errors, leftOut) : null;
            if (pruned is null)
            {
                error = Text(errors[0]);
                return null;
            }

            runnable = pruned;
        }

        using var file = File.Create(path);
        var emitted = WithEncodings(runnable).Emit(file, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        error = emitted.Success ? null : Text(emitted.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error));
        return emitted.Success ? new RunnableAssembly(path, leftOut.ToImmutable()) : null;
    }

    /// <summary>Debug information, which gives stack traces their lines, is only written for texts with an encoding.</summary>
    private static CSharpCompilation WithEncodings(CSharpCompilation compilation) => compilation.SyntaxTrees
        .Where(t => t.Encoding is null)
        .Aggregate(
            compilation, (c, t) => c.ReplaceSyntaxTree(t, t.WithChangedText(SourceText.From(t.ToString(), System.Text.Encoding.UTF8))));

    /// <summary>An error as the compiler prints it, without its severity.</summary>
    public static string Text(Diagnostic error)
    {
        var at = error.Location.GetLineSpan();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at.Path}({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1}): "
                + $"{error.Id} {error.GetMessage(CultureInfo.InvariantCulture)}");
    }

    private static string HarnessText
    {
        get
        {
            using var stream = typeof(RunnableAssembly).Assembly.GetManifestResourceStream("ModelFix.Engine.Harness")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
