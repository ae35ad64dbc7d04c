using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Export;
using ModelFix.Engine;
using ModelFix.Engine.Export;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

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
        var name = report.Model.Split('.', '+')[^1] + Path.GetExtension(report.File);
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
        if (report.Graph is { } graph) Show(graph.Inputs, graph.Outputs, "nodes", graph.Nodes.CountBy(n => n.Operator));
        if (report.Script is { } script) Show(script.Inputs, script.Outputs, "calls", script.Operators);

        foreach (var run in report.Differences.GroupBy(d => d.Run))
            session.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {run.Key}: {string.Join(", ", run.Select(d => d.Mismatch is { } m ? $"{d.Output} {m}" : string.Create(
                    CultureInfo.InvariantCulture, $"{d.Output} {d.Relative:0.0e-0}")))}"));
        if (file is not null)
            session.Output.WriteLine(
                $"  Written: {Session.Named(file, request)} ({(report.Graph is { } g ? $"opset {g.Opset}" : "TorchScript")})");
        if (report.Obstacle is { } obstacle)
            session.Output.WriteLine($"  Not exported: {(report.Place is { } place ? $"{At(place)}: " : "")}{obstacle}.");
    }

    private void Show(
        IEnumerable<GraphPort> inputs, IEnumerable<GraphPort> outputs, string what, IEnumerable<KeyValuePair<string, int>> operators)
    {
        foreach (var input in inputs) session.Output.WriteLine($"  input   {input.Name}: {Text(input)}");
        foreach (var output in outputs) session.Output.WriteLine($"  output  {output.Name}: {Text(output)}");
        var counts = operators.OrderByDescending(n => n.Value).ThenBy(n => n.Key, StringComparer.Ordinal).ToList();
        session.Output.WriteLine(
            $"  {what}   {counts.Sum(n => n.Value)}: {string.Join(", ", counts.Select(n => $"{n.Key} {n.Value}"))}");
    }

    private string At(SourcePlace place) => place.File is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{Session.Named(file, request)}({place.Line})")
        : place.Method;

    private static string Text(GraphPort port) =>
        $"{port.Type.ToString().ToLowerInvariant()}[{string.Join(", ", port.Dims)}]";
}
