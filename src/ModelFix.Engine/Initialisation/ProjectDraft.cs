using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Contracts;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Recording;

namespace ModelFix.Engine.Initialisation;

/// <summary>What modelfix.json can say of a project.</summary>
/// <param name="Project">The project, for one of its frameworks.</param>
/// <param name="Settings">What is said of it already, with its models as roots.</param>
/// <param name="Models">Its models of which no modelfix.json says anything yet.</param>
internal sealed record ProjectDraft(LoadedProject Project, ModelSettings Settings, ImmutableArray<ModelDraft> Models)
{
    /// <summary>The draft; null where the project has no TorchSharp.</summary>
    public static ProjectDraft? Of(LoadedProject project)
    {
        var said = project.Settings;
        // The models that are stated are the models; others may have been left out on purpose.
        var unrooted = TorchCompilation.Create(project.Compilation, said with { Roots = [] });
        if (unrooted is null) return null;
        var roots = said.Roots.IsEmpty
            ? new RootModels(unrooted).Find()
            : [.. said.Roots.Select(project.Compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>()
                .Where(t => RootModels.Forward(t) is not null)];
        var settings = said with { Roots = [.. roots.Select(r => r.FullMetadataName())] };
        var inputs = new DemandedInputs(TorchCompilation.Create(project.Compilation, settings)!);
        var models = roots.Where(r => !said.Models.ContainsKey(r.FullMetadataName())).Select(r => Draft(r, inputs)).ToImmutableArray();
        return new ProjectDraft(project, settings, Fitting(models, project, settings));
    }

    /// <summary>The draft with what the models were called with.</summary>
    public ProjectDraft With(ImmutableArray<SeenCall> calls)
    {
        var models = Models.Select(m => SeenInputs.In(m, calls)).ToImmutableArray();
        return this with { Models = Fitting(models, Project, Settings) };
    }

    private static ModelDraft Draft(INamedTypeSymbol type, DemandedInputs inputs)
    {
        var place = type.Locations.First(l => l.IsInSource).GetLineSpan();
        var forward = RootModels.Forward(type)!;
        var constructor = type.InstanceConstructors.OrderBy(c => c.Parameters.Count(p => !p.IsOptional)).FirstOrDefault();
        return new ModelDraft(
            type.FullMetadataName(),
            place.Path,
            place.StartLinePosition.Line + 1,
            inputs.Of(type),
            [.. (constructor?.Parameters ?? [])
                .Where(p => !p.IsOptional)
                .Select(p => (p.Name, p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)))])
        {
            IsOverriding = Overridden(forward) is { Name: "forward" } first && !first.Locations.Any(l => l.IsInSource),
        };
    }

    /// <summary>What a method overrides in the end; itself where it overrides nothing.</summary>
    private static IMethodSymbol Overridden(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } above) method = above;
        return method;
    }

    /// <summary>The models without the shapes with which the code is proven not to run.</summary>
    private static ImmutableArray<ModelDraft> Fitting(ImmutableArray<ModelDraft> models, LoadedProject project, ModelSettings settings)
    {
        var before = Conflicts(project, settings);
        return Fits(models) ? models : [.. models.Select(m => Fits([m]) ? m : WithoutShapes(m))];

        bool Fits(IEnumerable<ModelDraft> some) => Conflicts(project, With(settings, some)).IsSubsetOf(before);
    }

    private static ModelDraft WithoutShapes(ModelDraft model) => model with
    {
        Inputs = [.. model.Inputs.Select(i => i.Shape is null
            ? i
            : i with { Shape = null, IsBatched = false, Note = $"{i.Shape} is what {Source(model)}, and forward cannot run with it" })],
        Bindings = [],
    };

    private static string Source(ModelDraft model) => model.Calls > 0 ? "it was called with" : "its layers demand";

    private static ModelSettings With(ModelSettings settings, IEnumerable<ModelDraft> models)
    {
        var some = models.ToList();
        var contracts = some.ToDictionary(m => m.Type, m => new ModelContract(
            m.Inputs.Where(i => i.Shape is not null).ToImmutableDictionary(i => i.Name, i => ContractText.Parse(i.Shape!, out _)!),
            ImmutableDictionary<string, object>.Empty));
        return settings with
        {
            IsBatched = settings.IsBatched || some.Any(m => m.Inputs.Any(i => i.IsBatched)),
            Models = settings.Models.AddRange(contracts),
        };
    }

    /// <summary>The methods that are proven to throw whenever they run.</summary>
    private static HashSet<SyntaxNode> Conflicts(LoadedProject project, ModelSettings settings)
    {
        var torch = TorchCompilation.Create(project.Compilation, settings)!;
        return [.. TorchFiles.In(project.Compilation, project)
            .SelectMany(t => t.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(m => m.Identifier.ValueText is "forward" or "call" && torch.ConflictAround(m) is not null)];
    }
}
