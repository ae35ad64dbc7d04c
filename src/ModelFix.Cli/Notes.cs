using Microsoft.CodeAnalysis;
using ModelFix.Engine.Loading;

namespace ModelFix.Cli;

/// <summary>What a reader must know to trust a report: what the sources were bound against, and where binding was incomplete.</summary>
internal static class Notes
{
    public static IEnumerable<string> Of(IReadOnlyList<LoadedProject> projects)
    {
        foreach (var torchSharp in projects.Select(p => p.TorchSharp).Distinct()) yield return $"Bound against {torchSharp}.";
        foreach (var project in projects)
        {
            var errors = project.Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
            if (errors.Count == 0) continue;
            var first = errors[0];
            var at = first.Location.GetLineSpan();
            yield return FormattableString.Invariant($"{project.Name}: findings are partial, {errors.Count} names or types could not be bound; first {at.Path}({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1}): {first.Id} {first.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}. Name the project file instead of the folder, or pass --reference.");
        }
    }
}
