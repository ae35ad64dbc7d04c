using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Export;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Values;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Export.TorchScript;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>
/// Exports a project's models: records what they ask of libtorch, writes that as ONNX, runs it in ONNX Runtime and compares.
/// </summary>
/// <param name="options">How.</param>
/// <param name="limits">The limits of the processes that run the models.</param>
/// <param name="say">Tells the user what takes long.</param>
internal sealed class ModelExporter(ExportOptions options, VerificationOptions limits, Action<string> say)
{
    /// <summary>Rounding makes differences up to here in models that are sensitive to it.</summary>
    private const double MostRounding = 1e-3;

    private const string LeavesOut = "; a fact of the contract, such as L >= 2 of a dim L, leaves out sizes";

    /// <summary>Finds the models of a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="compilation">Its compilation, as written or as migrated.</param>
    /// <param name="isWanted">Tells the models by their metadata names; null for those that no other module is built from.</param>
    /// <param name="folder">Where files of them are written.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>Null for a project without models.</returns>
    public ProjectExport? Find(
        LoadedProject project,
        CSharpCompilation compilation,
        Func<string, bool>? isWanted,
        string folder,
        CancellationToken cancellation)
    {
        if (TorchCompilation.Create(compilation, project.Settings) is not { } torch) return null;
        var discovery = new ModelDiscovery(torch, options.Inputs, options.Create);
        var models = isWanted is null ? discovery.Models() : discovery.Models(isWanted);
        return models.IsEmpty ? null : new ProjectExport(
            project,
            models,
            folder,
            new(() => (
                TorchRuntime.Find(project, compilation, say, cancellation),
                options.Format == ExportFormat.Onnx ? OnnxEngine.Find(say, cancellation) : null)),
            new(() =>
            {
                var whole = ModelCreation.Added(compilation, models);
                var assembly = RunnableAssembly.Emit(whole, project.Referenced, Path.Combine(folder, "Models.dll"), out var error);
                return (assembly, error);
            }))
        {
            Unnoticed = isWanted is null ? discovery.Unnoticed() : [],
        };
    }

    /// <summary>That each of the inputs that were given is one of a model's.</summary>
    /// <exception cref="EngineException">One is of none.</exception>
    public void CheckInputs(IEnumerable<ProjectExport> exports)
    {
        var models = exports.SelectMany(e => e.Models).ToList();
        foreach (var name in options.Inputs.Keys
            .Where(n => models.All(m => m.Obstacle is null && m.Inputs.All(i => i.Parameter != n))))
            throw new EngineException(
                "--inputs",
                $"no model that is exported has an input {name}",
                NearestNames.Suggestion(name, models.SelectMany(m => m.Inputs).Select(i => i.Parameter)),
                ExitCodes.WrongUsage);
    }

    /// <summary>Exports one model of a project.</summary>
    /// <exception cref="EngineException">What it is run on is neither there nor can be restored.</exception>
    public ExportReport Run(ProjectExport export, ModelUnderTest model, CancellationToken cancellation)
    {
        var (runtime, engine) = export.Engines.Value;
        var (assembly, error) = export.Compiled.Value;
        var report = new ExportReport(model.Type, export.Project.Settings.Target)
        {
            Engine = engine is null ? runtime.Description : $"{runtime.Description}; {OnnxEngine.Description}",
        };
        if (assembly is null) return report with { Obstacle = $"the sources do not compile: {error}" };
        if (model.Obstacle is { } obstacle) return report with { Obstacle = obstacle };
        // The recordings of many large models fill a disk.
        var folder = Directory.CreateDirectory(Path.Combine(export.Folder, "model"));
        try
        {
            return Exported(new Export(model, assembly, runtime, engine, folder.FullName, report), cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Records one model of a project.</summary>
    /// <exception cref="ExportRefusal">It cannot be built or run.</exception>
    public RecordedModel Record(
        LoadedProject project, CSharpCompilation compilation, string model, string folder, CancellationToken cancellation)
    {
        var torch = TorchCompilation.Create(compilation, project.Settings)!;
        var found = new ModelDiscovery(torch, options.Inputs).Models(m => m == model).Single();
        if (found.Obstacle is { } obstacle) throw new ExportRefusal(obstacle);
        var whole = ModelCreation.Added(compilation, [found]);
        var assembly = RunnableAssembly.Emit(whole, project.Referenced, Path.Combine(folder, "Models.dll"), out var error)
            ?? throw new ExportRefusal($"the sources do not compile: {error}");
        return Recorded(found, assembly, TorchRuntime.Find(project, compilation, say, cancellation), folder, cancellation);
    }

    private ExportReport Exported(Export export, CancellationToken cancellation)
    {
        var report = export.Report;
        try
        {
            var recorded = Recorded(export.Model, export.Assembly, export.Runtime, export.Folder, cancellation);
            report = report with
            {
                Notes = recorded.Notes,
                Operations = recorded.Trace.Calls
                    .CountBy(c => NativeNames.Shown(c.Name))
                    .ToImmutableSortedDictionary(StringComparer.Ordinal),
            };
            return export.Engine is { } engine
                ? Written(recorded, options.Opset, engine, report, cancellation)
                : WrittenAsScript(recorded, report, cancellation);
        }
        catch (ExportRefusal e)
        {
            return report with { Obstacle = e.Message, Place = e.Place };
        }
        catch (Exception e) when (e is not (EngineException or OperationCanceledException or OutOfMemoryException))
        {
            // One model that nobody has thought of must not take the others with it.
            return report with { Obstacle = $"modelfix itself fails on it, please report this ({e.GetType().Name}: {e.Message})" };
        }
    }

    /// <summary>Writes a recorded model, runs it and compares.</summary>
    /// <exception cref="ExportRefusal">The model does something that is not exported.</exception>
    public ExportReport Written(
        RecordedModel recorded, int opset, OnnxEngine engine, ExportReport report, CancellationToken cancellation)
    {
        var graph = OnnxConversion.Convert(recorded.Trace, opset);
        if (recorded.Obstacle is { } obstacle) throw new ExportRefusal(obstacle);
        var file = Path.Combine(recorded.Folder, FormattableString.Invariant($"model{opset}.onnx"));
        OnnxFile.Write(graph, report.Model, file);
        var result = engine.Run(file, Comparisons(graph.Inputs, graph.Outputs, recorded.Runs), recorded.Data, limits, cancellation);
        return Judged(
            report with { Graph = graph, Unsupported = UnsupportedOperator.In(graph, report.Target) }, result, "ONNX Runtime", recorded);
    }

    /// <summary>Writes a recorded model as TorchScript, runs it and compares.</summary>
    /// <exception cref="ExportRefusal">The model does something that is not exported.</exception>
    public ExportReport WrittenAsScript(RecordedModel recorded, ExportReport report, CancellationToken cancellation)
    {
        var script = ScriptConversion.Convert(recorded.Trace);
        if (recorded.Obstacle is { } obstacle) throw new ExportRefusal(obstacle);
        var file = Path.Combine(recorded.Folder, "model.pt");
        ScriptFile.Write(script, ModelNames.Own(report.Model), file);
        var runs = Comparisons(script.Inputs, script.Outputs, recorded.Runs);
        var result = recorded.Engine.Run((file, script.TensorsMethod), runs, recorded.Data, limits, cancellation);
        return Judged(report with { Script = script }, result, "TorchScript", recorded);
    }

    private ExportReport Judged(ExportReport report, OnnxResult result, string engine, RecordedModel recorded)
    {
        var compared = report with { Differences = Scaled(result.Differences, recorded) };
        if (result.Failure is { } failure)
            return compared with
            {
                Obstacle = $"{engine} does not run it{FailedRun(result, recorded)}: {failure}",
                Place = compared.Graph is { } graph
                    ? graph.Nodes.Zip(OnnxFile.Names(graph)).FirstOrDefault(n => Names(failure, n.Second)).First?.Place
                    : null,
                Differs = true,
            };
        return compared.Differences.FirstOrDefault(d => !(d.Relative <= Allowed(report, recorded, d.Run))) is { } difference
            ? compared with
            {
                Obstacle = Described(difference, engine)
                    + (recorded.Partings.ContainsKey(difference.Run) ? LeavesOut : ""),
                Place = recorded.Partings.GetValueOrDefault(difference.Run),
                Differs = true,
            }
            : compared;
    }

    /// <summary>
    /// How far an output may be from TorchSharp's. Rounding alone makes more than what is usual of a dtype with few digits, where
    /// coordinates between pixels are computed, which runtimes do in float32 in an order of their own and which are rounded by more the
    /// longer a side is, and of what is left of large numbers that cancel: the last shows where inputs that are rounded otherwise change
    /// the output.
    /// </summary>
    private double Allowed(ExportReport report, RecordedModel recorded, string run)
    {
        const double Roundings = 8;
        const double OneRounding = 1.0 / (1 << 24);
        // What was computed in few digits has no more of them where it is converted in the end.
        var digits = recorded.Trace.Tensors.Max(t => t.Type switch
        {
            ElementType.Float16 => Roundings / (1 << 10),
            ElementType.BFloat16 => Roundings / (1 << 7),
            _ => 0,
        });
        var interpolates = report.Graph?.Nodes.Any(n => n.Operator == "GridSample"
            || n.Operator == "Resize" && !n.Attributes.Any(a => a is ("mode", "nearest"))) == true;
        var sensitive = Math.Min(Roundings * recorded.Rounding, MostRounding);
        var longest = recorded.Runs.First(r => r.Name == run).Outputs.Max(o => o.Tensor.Shape.Append(1).Max());
        var between = interpolates
            ? Math.Max(10 * options.Tolerance, Math.Min(Roundings * OneRounding * longest, MostRounding))
            : 0;
        return new[] { options.Tolerance, between, digits, sensitive }.Max();
    }

    /// <summary>
    /// Of a single pixel little is left once its mean is subtracted: at sizes that are only compared, outputs are held against the first
    /// run's largest element where theirs is smaller.
    /// </summary>
    private static ImmutableArray<OnnxDifference> Scaled(IReadOnlyList<OnnxDifference> differences, RecordedModel recorded)
    {
        var first = differences
            .TakeWhile(d => d.Run == differences[0].Run)
            .ToDictionary(d => d.Output, d => d.Scale, StringComparer.Ordinal);
        return [.. differences.Select(d => recorded.Partings.ContainsKey(d.Run) && first.TryGetValue(d.Output, out var scale)
            ? d with { Scale = Math.Max(d.Scale, scale) }
            : d)];
    }

    /// <summary>The run that a runtime stopped at, where it is one of those that are only compared.</summary>
    private static string FailedRun(OnnxResult result, RecordedModel recorded)
    {
        var done = result.Differences.Select(d => d.Run).Distinct(StringComparer.Ordinal).Count();
        return recorded.Runs.ElementAtOrDefault(done) is { } failed && recorded.Partings.ContainsKey(failed.Name)
            ? $" ({failed.Name}{LeavesOut})"
            : "";
    }

    /// <summary>True where a message of ONNX Runtime's names the node.</summary>
    private static bool Names(string message, string node) =>
        Regex.IsMatch(message, $@"(?<![\w/]){Regex.Escape(node)}(?![\w/])", RegexOptions.CultureInvariant);

    private static string Described(OnnxDifference difference, string engine) =>
        difference.Mismatch is { } mismatch
            ? $"{difference.Output} is {mismatch} in {engine} ({difference.Run})"
            : FormattableString.Invariant(
                $"{difference.Output} differs from TorchSharp's by {difference.Relative:0.0e-0} of its largest element ({difference.Run})")
                + (difference.Relative <= MostRounding ? "; where that is rounding, --tolerance says how much is taken" : "");

    private RecordedModel Recorded(
        ModelUnderTest model, RunnableAssembly assembly, TorchRuntime runtime, string folder, CancellationToken cancellation) =>
        new ModelRecording(model, assembly, runtime).Run(new RecordingProcess(runtime, options.Weights, limits), folder, cancellation);

    private static List<OnnxRun> Comparisons(
        IReadOnlyList<GraphPort> inputs, IReadOnlyList<GraphPort> outputs, IReadOnlyList<RunResult> runs) =>
    [
        .. runs.Select(r => new OnnxRun(
            r.Name,
            [.. r.Inputs.Zip(inputs, (tensor, port) => Tensor(port, tensor))],
            [.. r.Outputs.Zip(outputs, (output, port) => Tensor(port, output.Tensor))])),
    ];

    private static OnnxTensor Tensor(GraphPort port, RecordedTensor tensor) => new(
        port.Name,
        (int)OnnxTypes.Number(OnnxTypes.OfTorchSharp(tensor.Type)),
        tensor.Shape,
        tensor.Elements!.Offset,
        tensor.Elements.Length);

    private sealed record Export(
        ModelUnderTest Model, RunnableAssembly Assembly, TorchRuntime Runtime, OnnxEngine? Engine, string Folder, ExportReport Report);
}
