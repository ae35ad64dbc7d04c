using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Native;

namespace ModelFix.Engine.Verification;

/// <summary>Runs the models of a project before and after a change on the same weights and inputs, on the real TorchSharp.</summary>
/// <param name="options">The limits.</param>
/// <param name="say">Tells the user what takes long.</param>
/// <param name="begins">Is told which model is run next.</param>
internal sealed class Verifier(VerificationOptions options, Action<string> say, Action<string>? begins = null)
{
    /// <summary>How long all runs took.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>A report for each model of the project as it was before.</summary>
    /// <param name="project">The project before.</param>
    /// <param name="before">Its compilation.</param>
    /// <param name="after">The compilation after.</param>
    /// <param name="applied">The fixes that lie between the two, or null where something else changed.</param>
    /// <param name="cancellation">Stops the runs.</param>
    /// <exception cref="EngineException">There is no TorchSharp for this system, or its native library does not load.</exception>
    public IReadOnlyList<ModelReport> Run(
        LoadedProject project,
        CSharpCompilation before,
        CSharpCompilation after,
        IReadOnlyList<Finding>? applied,
        CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return Verified(project, before, after, applied, cancellation);
        }
        finally
        {
            Time += watch.Elapsed;
        }
    }

    private IReadOnlyList<ModelReport> Verified(
        LoadedProject project,
        CSharpCompilation before,
        CSharpCompilation after,
        IReadOnlyList<Finding>? applied,
        CancellationToken cancellation)
    {
        if (TorchCompilation.Create(before, project.Settings) is not { } torch) return [];
        var discovery = new ModelDiscovery(torch);
        var models = discovery.Models();
        if (models.IsEmpty) return [];

        var runtime = TorchRuntime.Find(project, before, say, cancellation);
        var folder = Directory.CreateTempSubdirectory("modelfix-").FullName;
        try
        {
            var stages = ImmutableArray.CreateBuilder<StageResult>();
            if (Compiled(before, "Models.Before.dll", Stage.CompilesBefore) is not { } first
                || Compiled(after, "Models.After.dll", Stage.CompilesAfter) is not { } second)
                return [.. models.Select(m =>
                    ModelReport.Unverified(m.Type, stages[^1].Detail!, runtime.Description) with { Stages = stages.ToImmutable() })];
            return [.. models.Select(Verify)];

            RunnableAssembly? Compiled(CSharpCompilation compilation, string name, Stage stage) =>
                Emitted(ModelCreation.Added(compilation, models), project.Referenced, Path.Combine(folder, name), stage, stages);

            ModelReport Verify(ModelUnderTest model)
            {
                begins?.Invoke(model.Type);
                if (model.Obstacle is { } obstacle) return ModelReport.Unverified(model.Type, obstacle, runtime.Description);
                var promise = Promised(discovery.Parts(model.Type), applied, torch);
                var job = Job(model, first, second, folder, runtime, promise);
                var notes = new List<string>();
                if (!promise.Gradients) notes.Add("gradients are not compared: a rule that was applied promises forward alone");
                var result = Run(job, folder, notes, cancellation);
                return new RunReader(
                    model.Type,
                    runtime.Description,
                    new Allowance(options.Tolerance, promise.IsExact),
                    stages.ToImmutable(),
                    notes).Read(result);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Runs a job; where the version before ends the process, runs it again without what it ended in, so that this does not hide the rest.
    /// </summary>
    private ProcessResult Run(RunJob job, string folder, List<string> notes, CancellationToken cancellation)
    {
        while (true)
        {
            var result = ModelProcess.Run(job, folder, options, cancellation);
            if (result.Events.FirstOrDefault(e => e is { Stage: Stage.EngineLoads, Passed: false }) is { } obstacle)
                throw new EngineException(
                    NativeTorch.LibraryIn(job.Natives),
                    $"TorchSharp's native library does not load ({obstacle.Detail})",
                    LoaderMessage.Cure(obstacle.Detail!),
                    ExitCodes.EngineNotLoaded);
            if (result.Ended != Ended.ByItself || result.Events is not [.., { Passed: null } last]) return result;
            switch (last)
            {
                case { Precise: true, Stage: Stage.ConstructsBefore or Stage.RunsBefore }:
                    notes.Add($"compared in float32 alone: in float64 the version before does not run ({result.Stopped})");
                    job = job with { Precise = false, Gradients = false };
                    break;
                case { Stage: Stage.GradientsBefore }:
                    notes.Add($"the gradients of the version before cannot be computed ({result.Stopped})");
                    job = job with { Gradients = false };
                    break;
                case { Stage: Stage.RunsBefore } when last.Case != job.Cases[0].Name:
                    notes.Add($"{last.Case}: the version before does not run ({result.Stopped})");
                    job = job with { Cases = [.. job.Cases.Where(c => c.Name != last.Case)] };
                    break;
                default:
                    return result;
            }
        }
    }

    private static RunnableAssembly? Emitted(
        CSharpCompilation compilation,
        ImmutableArray<CSharpCompilation> referenced,
        string path,
        Stage stage,
        ImmutableArray<StageResult>.Builder stages)
    {
        var emitted = RunnableAssembly.Emit(compilation, referenced, path, out var error);
        stages.Add(new StageResult(stage, emitted is not null, emitted?.LeftOut switch
        {
            null => error,
            [] => null,
            [var first, ..] all => $"without {all.Length} members that do not compile here, the first at {first}",
        }));
        return emitted;
    }

    /// <summary>The strictest that all rules promise that were applied to the model.</summary>
    private static Promise Promised(ImmutableHashSet<string> parts, IReadOnlyList<Finding>? applied, TorchCompilation torch)
    {
        if (applied is null) return new Promise(IsExact: false, Gradients: true);
        var inModel = applied.Where(f => ClassOf(f, torch) is not { } type || parts.Contains(type)).ToList();
        var exact = inModel.All(f => f.Equality == Equality.BitExact);
        return new Promise(exact, Gradients: inModel.All(f => f.Equality != Equality.InferenceOnly));
    }

    private static string? ClassOf(Finding finding, TorchCompilation torch) =>
        finding.Node
            .AncestorsAndSelf()
            .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>()
            .FirstOrDefault() is { } declaration
        && torch.Compilation.ContainsSyntaxTree(declaration.SyntaxTree)
        && torch.Compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration) is INamedTypeSymbol type
            ? type.FullMetadataName()
            : null;

    private static RunJob Job(
        ModelUnderTest model,
        RunnableAssembly before,
        RunnableAssembly after,
        string folder,
        TorchRuntime runtime,
        Promise promise) => new(
        before.Path,
        after.Path,
        [.. before.Parts, .. runtime.Assemblies],
        runtime.Natives,
        model.Type,
        model.Arguments.ToDictionary(a => a.Key, a => Element(a.Value), StringComparer.Ordinal),
        [.. InputCases
            .Of(model, promise.IsExact)
            .Select(c => new JobCase(c.Name, c.Elements, c.DeadWeights, [.. c.Inputs.Select(i => new JobInput(i.Name, i.Type, i.Shape))]))],
        Path.Combine(folder, "results.jsonl"))
    {
        Gradients = promise.Gradients,
    };

    /// <summary>A constructor argument as it goes into a job.</summary>
    public static JsonElement Element(object value)
    {
        using var document = JsonDocument.Parse(value switch
        {
            bool truth => truth ? "true" : "false",
            string text => $"\"{JsonEncodedText.Encode(text)}\"",
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
        });
        return document.RootElement.Clone();
    }

    private sealed record Promise(bool IsExact, bool Gradients);
}
