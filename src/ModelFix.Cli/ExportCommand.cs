using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Export;
using ModelFix.Engine.Export.TorchScript;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary><c>modelfix export</c>: writes models as ONNX or TorchScript where those compute what TorchSharp does.</summary>
internal sealed class ExportCommand(Request request, Session session)
{
    private readonly ModelExporter _exporter = new(request.Export, request.Verification, session.Progress.Say);
    private readonly HashSet<string> _failures = new(StringComparer.Ordinal);
    private int _exitCode = ExitCodes.Done;
    private bool _hasWritten;

    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        foreach (var missing in coverage.Missing) session.Error.WriteLine(missing.Text);
        if (request.Export.Weights is { } weights && !File.Exists(weights))
            throw new EngineException(weights, "there is no such file", "Name a file that Module.save has written.", ExitCodes.WrongUsage);
        var folder = Directory.CreateTempSubdirectory("modelfix-");
        try
        {
            var exports = Versions(projects, cancellation)
                .Select((v, i) => _exporter.Find(
                    v.Project,
                    v.Compilation,
                    request.Models.Count == 0 ? null : IsWanted,
                    folder.CreateSubdirectory(i.ToString(CultureInfo.InvariantCulture)).FullName,
                    cancellation))
                .OfType<ProjectExport>()
                .ToList();
            if (exports.Count == 0) throw NothingToExport();
            _exporter.CheckInputs(exports);
            var names = new ModelNames(exports.SelectMany(e => e.Models.Select(m => (e.Project.Name, m.Type))));
            if (request.Export.Create is not null && names.Count > 1)
                throw new EngineException(
                    "--create",
                    $"it makes one model, and there are {names.Count} to export",
                    "Name the model, or state \"create\" for each in modelfix.json.",
                    ExitCodes.WrongUsage);
            foreach (var export in exports)
                foreach (var model in export.Models)
                    Export(export, model, names, cancellation);
            foreach (var export in exports.Where(e => !e.Unnoticed.IsEmpty))
                session.Error.WriteLine(
                    $"Not exported, because modelfix.json names other models: {string.Join(", ", export.Unnoticed)}. Add them there, or "
                        + "name them on the command line.");
            return Math.Max(coverage.ExitCode, _exitCode);
        }
        catch (OperationCanceledException) when (_hasWritten)
        {
            session.Error.WriteLine("modelfix: stopped; the models that are said to be written are, and no others.");
            return ExitCodes.Cancelled;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Exports one model and tells of it; what is wrong with it does not keep the others from being exported.</summary>
    private void Export(ProjectExport export, ModelUnderTest model, ModelNames names, CancellationToken cancellation)
    {
        try
        {
            var report = session.Progress.Run("Exporting", null, begins =>
            {
                begins(model.Type);
                return _exporter.Run(export, model, cancellation);
            });
            ExportText.Write(session.Output, report, file => Session.Named(file, request));
            if (report.IsExported) Place(report, names.Of(export.Project.Name, model.Type), names.Count > 1);
            else _exitCode = Math.Max(_exitCode, report.Differs ? ExitCodes.VerificationFailed : ExitCodes.FindingsRemain);
        }
        catch (EngineException e)
        {
            // What several projects lack is said once.
            if (_failures.Add(e.Message)) session.Error.WriteLine($"modelfix: {e.Message}");
            _exitCode = Math.Max(_exitCode, e.ExitCode);
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
    private void Place(ExportReport report, string model, bool isOneOfSeveral)
    {
        var name = model + (report.Script is null ? ".onnx" : ".pt");
        var target = request.Output is not { } output ? Path.Combine(request.Folder, name)
            : isOneOfSeveral || IsFolder(output) ? Path.Combine(output, name)
            : output;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (report.Script is { } script) ScriptFile.Place(script, ModelNames.Own(report.Model), target);
            else OnnxFile.Place(report.Graph!, report.Model, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(target, $"it cannot be written ({e.Message})", "Name another file or folder with --output.");
        }

        _hasWritten = true;
        session.Output.WriteLine($"  Written: {Session.Named(target, request)} "
            + (report.Graph is { } graph ? $"(opset {graph.Opset}" : "(TorchScript")
            + (request.Export.Weights is null ? ", with the weights that the constructor gives)" : ")"));
    }

    /// <summary>True for a folder that is there, and for a name that has no extension.</summary>
    private static bool IsFolder(string path) => Directory.Exists(path) || !Path.HasExtension(path);
}
