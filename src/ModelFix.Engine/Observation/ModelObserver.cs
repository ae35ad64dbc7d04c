using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Engine.Export;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Observation;

/// <summary>Records the models of projects, and takes note of what their code gives.</summary>
/// <param name="limits">The limits of the processes that run the models.</param>
/// <param name="say">Tells the user what takes long.</param>
/// <param name="begins">Is told which model is next.</param>
internal sealed class ModelObserver(VerificationOptions limits, Action<string> say, Action<string>? begins = null)
{
    /// <summary>What the models of a project did.</summary>
    /// <param name="project">The project.</param>
    /// <param name="torch">What is known of it.</param>
    /// <param name="folder">Where files are written.</param>
    /// <param name="cancellation">Stops the runs.</param>
    public Observations Run(LoadedProject project, TorchCompilation torch, string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, "Models.dll");
        // Optimised code has no place for some of what is written; and the debug information is to call files as the compilation does.
        var options = project.Compilation.Options
            .WithOptimizationLevel(OptimizationLevel.Debug)
            .WithSourceReferenceResolver(null);
        var models = new ModelDiscovery(torch).Models().Select(m => ConstructionArguments.Of(m, torch)).ToImmutableArray();
        var compilation = ModelCreation.Added(project.Compilation.WithOptions(options), models);
        if (RunnableAssembly.Emit(compilation, project.Referenced, path, out var error) is not { } assembly)
            return Observations.Nothing(torch, $"{project.Title} is not recorded: the sources do not compile: {error}.");
        var joined = SiteJoin.Of(
            WatchedAssembly.Write(path), torch, file => !assembly.LeftOut.Any(l => l.StartsWith(file + "(", StringComparison.Ordinal)));
        try
        {
            var runtime = TorchRuntime.Find(project, project.Compilation, say, cancellation);
            var process = new RecordingProcess(runtime, weights: null, limits);
            return Recorded(new Observations(torch, joined), models, process, assembly, cancellation);
        }
        catch (EngineException e)
        {
            return Observations.Nothing(torch, e.Message);
        }
    }

    private Observations Recorded(
        Observations recorded,
        ImmutableArray<ModelUnderTest> models,
        RecordingProcess process,
        RunnableAssembly assembly,
        CancellationToken cancellation)
    {
        if (models.IsEmpty) recorded.Fail("There is no model that can be made, so none is recorded.");
        for (var i = 0; i < models.Length; i++)
        {
            begins?.Invoke(models[i].Type);
            var folder = Directory.CreateDirectory(FormattableString.Invariant($"{assembly.Path}.{i}")).FullName;
            recorded.Add(models[i].Type, models[i].Obstacle is { } obstacle
                ? new RecordedRuns([], [], "", obstacle)
                : new ProbedRecording(models[i], assembly, process, folder).Run(cancellation));
        }

        return recorded;
    }
}
