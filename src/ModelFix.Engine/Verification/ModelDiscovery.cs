using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Contracts;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Verification;

/// <summary>
/// Finds the models of a project: those that modelfix.json names, or else the module classes that no other module is built from.
/// </summary>
/// <param name="torch">The project.</param>
/// <param name="given">Inputs that are known otherwise, by name: they go before what the project says.</param>
/// <param name="create">An expression that makes the model, before what the project says.</param>
internal sealed class ModelDiscovery(
    TorchCompilation torch, ImmutableDictionary<string, ParameterContract>? given = null, string? create = null)
{
    private readonly InputContracts _contracts = new(torch.Settings.Models, torch.Symbols);

    public ImmutableArray<ModelUnderTest> Models() =>
        [.. (Named() ?? Unnamed().Select(Describe)).OrderBy(m => m.Type, StringComparer.Ordinal)];

    /// <summary>The models that there would be if modelfix.json named none.</summary>
    public ImmutableArray<string> Unnoticed() => Named() is { } named
        ? [.. Unnamed().Select(t => t.FullMetadataName()).Except(named.Select(m => m.Type)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The models that are asked for by name, whether or not others are built from them.</summary>
    /// <param name="isWanted">Tells them by their metadata names.</param>
    public ImmutableArray<ModelUnderTest> Models(Func<string, bool> isWanted) =>
    [
        .. Models()
            .Where(m => isWanted(m.Type))
            .Concat(Runnable(t => torch.Symbols.IsModule(t) && isWanted(t.FullMetadataName())).Select(Describe))
            .DistinctBy(m => m.Type, StringComparer.Ordinal)
            .OrderBy(m => m.Type, StringComparer.Ordinal),
    ];

    /// <summary>The names of the module classes that a model may be built from, itself among them.</summary>
    public ImmutableHashSet<string> Parts(string model) =>
        (ModulesReachableFromRoots.Find(torch.Compilation, torch.Symbols, [model]) ?? [])
        .OfType<INamedTypeSymbol>()
        .Select(t => t.FullMetadataName())
        .ToImmutableHashSet(StringComparer.Ordinal);

    private IEnumerable<ModelUnderTest>? Named()
    {
        var names = torch.Settings.Roots.Concat(torch.Settings.Models.Keys).Distinct().ToList();
        return names.Count == 0
            ? null
            : names.Select(n => torch.Compilation.GetTypeByMetadataName(n) is { } type && Forward(type) is not null
            ? Describe(type)
            : new ModelUnderTest(
                n,
                ImmutableDictionary<string, object>.Empty,
                [],
                ImmutableDictionary<string, long>.Empty) { Obstacle =
                    "modelfix.json names it, and the project has no class of that name with a forward" });
    }

    private IEnumerable<INamedTypeSymbol> Unnamed()
    {
        var modules = Runnable(torch.Exported.IsExportedModule).ToList();
        var parts = SourceTypes(torch.Compilation.Assembly.GlobalNamespace)
            .Where(t => torch.Symbols.IsModule(t))
            .SelectMany(t => ModulesReachableFromRoots.Parts(torch.Compilation, t))
            .ToHashSet<ISymbol>(SymbolEqualityComparer.Default);
        var whole = modules.Where(m => !parts.Contains(m)).ToList();
        return whole.Count > 0 ? whole : modules;
    }

    private IEnumerable<INamedTypeSymbol> Runnable(Func<INamedTypeSymbol, bool> isWanted) =>
        SourceTypes(torch.Compilation.Assembly.GlobalNamespace)
            .Where(t => t is { IsAbstract: false, IsGenericType: false } && isWanted(t) && Forward(t) is not null);

    private ModelUnderTest Describe(INamedTypeSymbol type)
    {
        var name = type.FullMetadataName();
        var said = torch.Settings.Models.GetValueOrDefault(name);
        var model = new ModelUnderTest(
            name,
            said?.Arguments ?? ImmutableDictionary<string, object>.Empty,
            [],
            said?.Bindings ?? ImmutableDictionary<string, long>.Empty)
        {
            Create = create ?? said?.Create,
        };
        var obstacle = model.Create is { } expression
            ? ModelCreation.Obstacle(torch.Compilation, type, expression)
            : ConstructorObstacle(type, model.Arguments);
        if (obstacle is not null) return model with { Obstacle = obstacle };

        var inputs = ImmutableArray.CreateBuilder<ModelInput>();
        var omitted = ImmutableArray.CreateBuilder<string>();
        foreach (var parameter in Forward(type)!.Parameters)
        {
            var stated = given?.GetValueOrDefault(parameter.Name);
            var list = TensorList.Of(parameter.Type, torch.Symbols);
            if ((stated is null ? _contracts.Find(parameter) : Fitting(stated, parameter)) is { } contract)
                inputs.AddRange(ModelInput.Of(parameter.Name, contract, list));
            else if (stated is not null || !parameter.IsOptional)
                return model with { Obstacle = InputObstacle(name, parameter, stated ?? _contracts.Said(parameter)) };
            else if (list is not null || torch.Symbols.IsTensor(parameter.Type)) omitted.Add(parameter.Name);
        }

        return model with { Inputs = inputs.ToImmutable(), Omitted = omitted.ToImmutable() };
    }

    private ParameterContract? Fitting(ParameterContract contract, IParameterSymbol parameter) =>
        contract.Fits(parameter.Type, torch.Symbols) ? contract : null;

    /// <summary>Why a parameter cannot be given anything.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="said">What is said of it, which its type cannot be given; null where nothing is.</param>
    private string InputObstacle(string model, IParameterSymbol parameter, ParameterContract? said)
    {
        var name = parameter.Name;
        var type = parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        var list = TensorList.Of(parameter.Type, torch.Symbols);
        if (list is null && !torch.Symbols.IsTensor(parameter.Type))
            return $"forward takes {name}, a {parameter.Type.ToDisplayString()}, and only tensors can be made up, and tuples and lists of "
                + "them: give it a default value";
        var example = list is null ? "[N, 3, 224, 224]" : $"({string.Join(", ", Enumerable.Repeat("[N, 64, 32, 32]", list.Count ?? 2))})";
        if (said is not null) return $"{said} is no contract of {name}, which is a {type}: write it as in {example}";
        return (list is null ? $"the shape of {name} is not known: state it" : $"the shapes in {name}, a {type}, are not known: state them")
            + $" in the doc comment of forward (<param name=\"{name}\">{example}</param>) or under models/{model}/inputs in modelfix.json";
    }

    private static string? ConstructorObstacle(INamedTypeSymbol type, ImmutableDictionary<string, object> arguments)
    {
        if (type.IsAbstract) return "the class is abstract";
        var missing = type.InstanceConstructors
            .Select(c => c.Parameters.Where(p => !p.IsOptional && !arguments.ContainsKey(p.Name)).ToList())
            .OrderBy(m => m.Count)
            .FirstOrDefault();
        return missing is null or { Count: 0 }
            ? null
            : $"its constructor needs {string.Join(", ", missing.Select(p => $"{p.Name} ({p.Type.ToDisplayString()})"))}: "
                + $"state them under models/{type.FullMetadataName()}/arguments in modelfix.json, or the expression that makes the model "
                + "as \"create\" there";
    }

    /// <summary>The forward with a body that a call reaches: the class's own, or that of the nearest base class in source.</summary>
    private static IMethodSymbol? Forward(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null && t.Locations.Any(l => l.IsInSource); t = t.BaseType)
            if (t
                .GetMembers("forward")
                .OfType<IMethodSymbol>()
                .Where(m => !m.IsStatic && !m.IsAbstract)
                .OrderBy(m => m.Parameters.Length)
                .FirstOrDefault() is { } forward)
                return forward;
        return null;
    }

    private static IEnumerable<INamedTypeSymbol> SourceTypes(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(m => m is INamedTypeSymbol type ? SourceTypes(type).Prepend(type) : SourceTypes(m));
}
