using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>The last stage of a verification: both versions of a model are exported and run in ONNX Runtime.</summary>
/// <remarks>It says what the migration was for, and nothing of whether the two are equal: a verdict stands as it was.</remarks>
/// <param name="exporter">Exports.</param>
internal sealed class ExportStages(ModelExporter exporter)
{
    /// <summary>The reports with how both versions were exported.</summary>
    public IReadOnlyList<ModelReport> Added(
        LoadedProject project,
        CSharpCompilation before,
        CSharpCompilation after,
        IReadOnlyList<ModelReport> reports,
        CancellationToken cancellation)
    {
        var run = reports.Where(r => r.Verdict != Verdict.NotVerified).Select(r => r.Model).ToHashSet(StringComparer.Ordinal);
        if (run.Count == 0) return reports;
        var folder = Directory.CreateTempSubdirectory("modelfix-");
        try
        {
            var first = Exported(before, "before");
            var second = Exported(after, "after");
            return [.. reports.Select(r => run.Contains(r.Model) ? Added(r, first[r.Model], second[r.Model]) : r)];
        }
        catch (EngineException e)
        {
            return [.. reports.Select(r => run.Contains(r.Model) ? r with { Notes = r.Notes.Add($"not exported: {e.Message}") } : r)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Dictionary<string, ExportReport> Exported(CSharpCompilation compilation, string name)
        {
            var export = exporter.Find(project, compilation, run.Contains, folder.CreateSubdirectory(name).FullName, cancellation)!;
            return export.Models.Select(m => exporter.Run(export, m, cancellation)).ToDictionary(r => r.Model, StringComparer.Ordinal);
        }
    }

    private static ModelReport Added(ModelReport report, ExportReport before, ExportReport after)
    {
        var gone = before.Operations
            .Where(o => o.Value > after.Operations.GetValueOrDefault(o.Key))
            .Select(o => FormattableString.Invariant($"{o.Key} {o.Value} -> {after.Operations.GetValueOrDefault(o.Key)}"))
            .ToList();
        var stages = report.Stages
            .Add(new StageResult(Stage.ExportsBefore, before.IsExported, Text(before)))
            .Add(new StageResult(Stage.ExportsAfter, after.IsExported, Text(after)));
        return report with
        {
            Stages = stages,
            Notes = gone.Count > 0 && after.Graph is not null
                ? report.Notes.Add($"fewer operations of libtorch: {string.Join(", ", gone)}")
                : report.Notes,
        };
    }

    private static string Text(ExportReport report) => report.Obstacle is { } obstacle
        ? $"{(report.Place is { } place ? ExportText.At(place, Path.GetFileName) + ": " : "")}{obstacle}"
        : FormattableString.Invariant($"{report.Graph!.Nodes.Count} nodes ({ExportText.Nodes(report.Graph)}), ")
            + FormattableString.Invariant($"within {report.Differences.Max(d => d.Relative):0.0e-0} of TorchSharp")
            + string.Concat(report.Unsupported.Select(u => $"; {u.Name} is {u.Consequence}"));
}
