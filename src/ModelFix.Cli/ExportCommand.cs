using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Export;
using ModelFix.Engine.Export.TorchScript;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary><c>modelfix export</c>: writes models as ONNX or TorchScript where those compute what TorchSharp does.</summary>
internal sealed class ExportCommand(Request request, Session session)
{
    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        foreach (var missing in coverage.Missing) session.Error.WriteLine(missing.Text);
        if (request.Export.Weights is { } weights && !File.Exists(weights))
            throw new EngineException(weights, "there is no such file", "Name a file that Module.save has written.", ExitCodes.WrongUsage);
        var folder = Directory.CreateTempSubdirectory("modelfix-");
        try
        {
            var reports = session.Progress.Run("Exporting", null, begins =>
            {
                var exporter = new ModelExporter(request.Export, request.Verification, session.Progress.Say, begins);
                return Versions(projects, cancellation)
                    .SelectMany((v, i) => exporter.Run(
                        v.Project,
                        v.Compilation,
                        request.Models.Count == 0 ? null : IsWanted,
                        folder.CreateSubdirectory(i.ToString(CultureInfo.InvariantCulture)).FullName,
                        cancellation))
                    .ToList();
            });
            if (reports.Count == 0) throw NothingToExport();
            foreach (var report in reports)
            {
                ExportText.Write(session.Output, report, file => Session.Named(file, request));
                if (report.IsExported)
                    session.Output.WriteLine($"  Written: {Session.Named(Placed(report, reports), request)} "
                            + (report.Graph is { } graph ? $"(opset {graph.Opset}" : "(TorchScript")
                            + (request.Export.Weights is null ? ", with the weights that the constructor gives)" : ")"));
            }

            return Math.Max(coverage.ExitCode, reports.Max(r => r.Differs ? ExitCodes.VerificationFailed
                : r.Obstacle is not null ? ExitCodes.FindingsRemain
                : ExitCodes.Done));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A full name, or the last part of one.</summary>
    private bool IsWanted(string model) => request.Models.Any(m =>
        model == m || model.EndsWith("." + m, StringComparison.Ordinal) || model.EndsWith("+" + m, StringComparison.Ordinal));

    private EngineException NothingToExport() => request.Models.Count == 0
        ? new EngineException(
            string.Join(", ", request.Paths),
            "there is no model to export",
            "Name a project with a class that derives from torch.nn.Module and has a forward.")
        : new EngineException(
            string.Join(", ", request.Models),
            $"there is no model of that name in {string.Join(", ", request.Paths)}",
            "Name a class that derives from torch.nn.Module and has a forward; modelfix init lists the models.");

    private List<(LoadedProject Project, CSharpCompilation Compilation)> Versions(
        LoadedProjects projects, CancellationToken cancellation)
    {
        if (!request.IsMigrated) return [.. projects.DistinctBy(p => p.Name).Select(p => (p, p.Compilation))];
        var result = ProjectMigration.Run(projects, new MigrationOptions(request.Rules, request.Assume), cancellation);
        return [.. result.Projects.DistinctBy(m => m.Project.Name).Select(m => (m.Project, (CSharpCompilation)m.After))];
    }

    /// <summary>Writes the model to where it was asked for; a file that is there is replaced when the new one is whole.</summary>
    private string Placed(ExportReport report, IReadOnlyList<ExportReport> all)
    {
        var name = NameOf(report, all) + (report.Script is null ? ".onnx" : ".pt");
        var target = request.Output is not { } output ? Path.Combine(request.Folder, name)
            : all.Count > 1 || IsFolder(output) ? Path.Combine(output, name)
            : output;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (report.Script is { } script) ScriptFile.Place(script, report.Model.Split('.', '+')[^1], target);
            else OnnxFile.Place(report.Graph!, report.Model, target);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(target, $"it cannot be written ({e.Message})", "Name another file or folder with --output.");
        }
    }

    /// <summary>True for a folder that is there, and for a name that has no extension.</summary>
    private static bool IsFolder(string path) => Directory.Exists(path) || !Path.HasExtension(path);

    /// <summary>The class's own name, or all of it where two models share that.</summary>
    private static string NameOf(ExportReport report, IReadOnlyList<ExportReport> all)
    {
        var own = report.Model.Split('.', '+')[^1];
        return all.Count(r => r.Model.Split('.', '+')[^1] == own) == 1 ? own : report.Model;
    }
}
