using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Configuration;

/// <summary>Names in modelfix.json that the code does not have: what they were meant to say holds for nothing.</summary>
internal static class UnknownNames
{
    /// <param name="names">What modelfix.json names.</param>
    /// <param name="compilations">The projects for which it is in force.</param>
    /// <param name="areAll">False where a model may be in a project that is not there: only what is in models is looked for.</param>
    public static IEnumerable<ConfigurationError> In(
        IEnumerable<NamedInJson> names, IReadOnlyCollection<Compilation> compilations, bool areAll)
    {
        foreach (var name in names)
        {
            var types = compilations.Select(c => c.GetTypeByMetadataName(name.Model)).OfType<INamedTypeSymbol>().ToList();
            if (types.Count == 0)
            {
                if (areAll && name.Kind is NamedKind.Root or NamedKind.Model && Models(compilations) is { Count: > 0 } models)
                    yield return Error(name, $"There is no class \"{name.Model}\"", models);
                continue;
            }

            var known = name.Kind switch
            {
                NamedKind.Input => Parameters(types, t => Methods(t, "forward", "call")),
                NamedKind.Argument => Parameters(types, t => t.InstanceConstructors),
                _ => [name.Name],
            };
            if (!known.Contains(name.Name))
                yield return Error(
                    name,
                    name.Kind == NamedKind.Input
                        ? $"forward of \"{name.Model}\" has no parameter \"{name.Name}\""
                        : $"No constructor of \"{name.Model}\" has a parameter \"{name.Name}\"",
                    known);
        }
    }

    private static ConfigurationError Error(NamedInJson name, string cause, List<string> known) => new(
        name.File,
        name.Line,
        name.Column,
        cause,
        known.Count > 0 ? NearestNames.Suggestion(name.Name, known) : "It takes none, so leave it out");

    private static List<string> Parameters(IEnumerable<INamedTypeSymbol> types, Func<INamedTypeSymbol, IEnumerable<IMethodSymbol>> of) =>
        types.SelectMany(of).SelectMany(m => m.Parameters).Select(p => p.Name).Distinct().ToList();

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type, params string[] names)
    {
        for (var at = type; at is not null; at = at.BaseType)
            foreach (var method in at.GetMembers().OfType<IMethodSymbol>().Where(m => names.Contains(m.Name)))
                yield return method;
    }

    /// <summary>The modules of the source, by the names that modelfix.json gives them.</summary>
    private static List<string> Models(IEnumerable<Compilation> compilations) => compilations
        .SelectMany(c => TorchSymbols.Find(c) is { } symbols ? Types(c.Assembly.GlobalNamespace).Where(symbols.IsModule) : [])
        .Select(t => t.FullMetadataName())
        .Distinct()
        .OrderBy(n => n, StringComparer.Ordinal)
        .ToList();

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol within) => within.GetMembers().SelectMany(m => m switch
    {
        INamedTypeSymbol type => Types(type).Prepend(type),
        INamespaceSymbol space => Types(space),
        _ => [],
    });
}
