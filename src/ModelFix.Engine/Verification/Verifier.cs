using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Core.TorchSharp;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Verification;

/// <summary>Runs the models of a project before and after a change on the same weights and inputs.</summary>
internal sealed class Verifier(VerificationOptions options)
{
    /// <summary>The tolerance of a model to which a rule was applied that is not bit-exact: what such a rule's page promises, passed on through later layers.</summary>
    private const double Loosened = 1e-5;

    /// <summary>A report for each model of the project as it was before.</summary>
    /// <param name="project">The project before.</param>
    /// <param name="before">Its compilation.</param>
    /// <param name="after">The compilation after.</param>
    /// <param name="applied">The fixes that lie between the two, or null where something else changed.</param>
    /// <param name="cancellation">Stops the runs.</param>
    public IReadOnlyList<ModelReport> Run(LoadedProject project, CSharpCompilation before, CSharpCompilation after, IReadOnlyList<Finding>? applied, CancellationToken cancellation)
    {
        if (TorchCompilation.Create(before, project.Settings) is not { } torch) return [];
        var discovery = new ModelDiscovery(torch);
        var models = discovery.Models();
        if (models.IsEmpty) return [];

        var folder = Directory.CreateTempSubdirectory("modelfix-").FullName;
        try
        {
            var native = NativeEngine.Find(before, options, out var why);
            var engine = native ?? "the embedded engine";
            var stages = ImmutableArray.CreateBuilder<StageResult>();
            if (Emitted(before, native is null, Path.Combine(folder, "Models.Before.dll"), Stage.CompilesBefore, stages) is not { } first
                || Emitted(after, native is null, Path.Combine(folder, "Models.After.dll"), Stage.CompilesAfter, stages) is not { } second)
                return [.. models.Select(m => ModelReport.Unverified(m.Type, stages[^1].Detail!, engine) with { Stages = stages.ToImmutable() })];

            var notes = why is null ? ImmutableArray<string>.Empty : [why];
            return [.. models.Select(m => Verify(m, first, second, Promised(discovery.Parts(m.Type), applied, torch)) with { Notes = notes })];

            ModelReport Verify(ModelUnderTest model, RunnableAssembly one, RunnableAssembly other, Promise promise)
            {
                if (model.Obstacle is { } obstacle) return ModelReport.Unverified(model.Type, obstacle, engine);
                var job = Job(model, one, other, folder, References(before, native is null), promise, gradients: native is not null && promise.Gradients);
                var result = ModelProcess.Run(job, folder, options, cancellation);
                return new RunReader(model.Type, engine, options.Tolerance ?? promise.Tolerance, stages.ToImmutable()).Read(result);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RunnableAssembly? Emitted(CSharpCompilation compilation, bool managed, string path, Stage stage, ImmutableArray<StageResult>.Builder stages)
    {
        var emitted = RunnableAssembly.Emit(compilation, managed, path, out var error);
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
        if (applied is null) return new Promise(Loosened, NaN: false, Gradients: true);
        var inModel = applied.Where(f => ClassOf(f, torch) is not { } type || parts.Contains(type)).ToList();
        var exact = inModel.All(f => f.Equality == Equality.BitExact);
        return new Promise(exact ? 0 : Loosened, NaN: exact, Gradients: inModel.All(f => f.Equality != Equality.InferenceOnly));
    }

    private static string? ClassOf(Finding finding, TorchCompilation torch) =>
        finding.Node.AncestorsAndSelf().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>().FirstOrDefault() is { } declaration
        && torch.Compilation.ContainsSyntaxTree(declaration.SyntaxTree)
        && torch.Compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration) is INamedTypeSymbol type
            ? Core.Shapes.InputContracts.MetadataName(type)
            : null;

    private static RunJob Job(ModelUnderTest model, RunnableAssembly before, RunnableAssembly after, string folder, IReadOnlyList<string> references, Promise promise, bool gradients) => new(
        before.Path,
        after.Path,
        references,
        model.Type,
        model.Arguments.ToDictionary(a => a.Key, a => Element(a.Value), StringComparer.Ordinal),
        [.. InputCases.Of(model, promise.NaN).Select(c => new JobCase(c.Name, c.Elements, c.DeadWeights, [.. c.Inputs.Select(i => new JobInput(i.Name, i.Type, i.Shape))]))],
        gradients,
        Path.Combine(folder, "results.jsonl"));

    private static JsonElement Element(object value)
    {
        using var document = JsonDocument.Parse(value switch
        {
            bool truth => truth ? "true" : "false",
            string text => $"\"{JsonEncodedText.Encode(text)}\"",
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
        });
        return document.RootElement.Clone();
    }

    /// <summary>The project's packages; the framework and the embedded engine are those of the process.</summary>
    private static List<string> References(CSharpCompilation compilation, bool managed) => compilation.References
        .OfType<PortableExecutableReference>()
        .Select(r => r.FilePath!)
        .Where(p => Path.GetFileName(p) is var name
            && name is not ("ModelFix.Torch.dll" or "mscorlib.dll" or "netstandard.dll" or "WindowsBase.dll")
            && !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal)
            && !(managed && name.StartsWith("TorchSharp", StringComparison.Ordinal)))
        .ToList();

    private sealed record Promise(double Tolerance, bool NaN, bool Gradients);
}
