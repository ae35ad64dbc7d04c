using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Export;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Cli;

/// <summary><c>modelfix export</c>: writes models as ONNX where ONNX Runtime computes of them what TorchSharp does.</summary>
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
                        IsWanted,
                        folder.CreateSubdirectory(i.ToString(CultureInfo.InvariantCulture)).FullName,
                        cancellation))
                    .ToList();
            });
            if (reports.Count == 0) throw NothingToExport();
            foreach (var report in reports) Show(report, report.File is null ? null : Placed(report, reports.Count));
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
    private bool IsWanted(string model) => request.Models.Count == 0
        || request.Models.Any(m =>
            model == m || model.EndsWith("." + m, StringComparison.Ordinal) || model.EndsWith("+" + m, StringComparison.Ordinal));

    private EngineException NothingToExport() => request.Models.Count == 0
        ? new EngineException(
            string.Join(", ", request.Paths),
            "there is no model to export",
            "Name a project with a class that derives from torch.nn.Module and has a forward.")
        : new EngineException(
            string.Join(", ", request.Models),
            $"there is no model of that name in {string.Join(", ", request.Paths)}",
            "modelfix init lists the models that no other module is built from; name another one under \"roots\" in modelfix.json.");

    private List<(LoadedProject Project, CSharpCompilation Compilation)> Versions(
        LoadedProjects projects, CancellationToken cancellation)
    {
        if (!request.IsMigrated) return [.. projects.DistinctBy(p => p.Name).Select(p => (p, p.Compilation))];
        var result = ProjectMigration.Run(projects, new MigrationOptions(request.Rules, request.Assume), cancellation);
        return [.. result.Projects.DistinctBy(m => m.Project.Name).Select(m => (m.Project, (CSharpCompilation)m.After))];
    }

    /// <summary>Moves the file to where it was asked for.</summary>
    private string Placed(ExportReport report, int count)
    {
        var name = report.Model.Split('.', '+')[^1] + ".onnx";
        var target = request.Output is not { } output ? Path.Combine(request.Folder, name)
            : count > 1 || Directory.Exists(output) ? Path.Combine(output, name)
            : output;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(report.File!, target, overwrite: true);
        if (File.Exists(report.File + ".data")) File.Move(report.File + ".data", target + ".data", overwrite: true);
        return target;
    }

    private void Show(ExportReport report, string? file)
    {
        session.Output.WriteLine(report.Model);
        if (report.Graph is { } graph)
        {
            foreach (var input in graph.Inputs) session.Output.WriteLine($"  input   {input.Name}: {Text(input)}");
            foreach (var output in graph.Outputs) session.Output.WriteLine($"  output  {output.Name}: {Text(output)}");
            session.Output.WriteLine($"  nodes   {graph.Nodes.Count}: {string.Join(", ", graph.Nodes
                .CountBy(n => n.Operator)
                .OrderByDescending(n => n.Value)
                .ThenBy(n => n.Key, StringComparer.Ordinal)
                .Select(n => $"{n.Key} {n.Value}"))}");
        }

        foreach (var run in report.Differences.GroupBy(d => d.Run))
            session.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {run.Key}: {string.Join(", ", run.Select(d => d.Mismatch is { } m ? $"{d.Output} {m}" : string.Create(
                    CultureInfo.InvariantCulture, $"{d.Output} {d.Relative:0.0e-0}")))}"));
        if (file is not null) session.Output.WriteLine($"  Written: {Session.Named(file, request)} (opset {report.Graph!.Opset})");
        if (report.Obstacle is { } obstacle)
            session.Output.WriteLine($"  Not exported: {(report.Place is { } place ? $"{At(place)}: " : "")}{obstacle}.");
    }

    private string At(ModelFix.Core.Export.SourcePlace place) => place.File is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{Session.Named(file, request)}({place.Line})")
        : place.Method;

    private static string Text(ModelFix.Core.Export.GraphPort port) =>
        $"{port.Type.ToString().ToLowerInvariant()}[{string.Join(", ", port.Dims)}]";
}
