using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Engine.Initialisation;

/// <summary>
/// The models that a project consists of: the module classes that no other module is built from, and as many more as it takes for every
/// exported module to be part of one. Where roots are stated, what none of them contains is no longer checked, so none may be forgotten.
/// </summary>
/// <param name="torch">The project with no roots stated.</param>
internal sealed class RootModels(TorchCompilation torch)
{
    /// <summary>Their classes, in the order of their names.</summary>
    public ImmutableArray<INamedTypeSymbol> Find()
    {
        var roots = new List<INamedTypeSymbol>();
        var left = Modules();
        while (left.Count > 0)
        {
            var parts = left
                .SelectMany(m => ModulesReachableFromRoots.Parts(torch.Compilation, m))
                .ToHashSet<ISymbol>(SymbolEqualityComparer.Default);
            var whole = left.Where(m => !parts.Contains(m)).ToList();
            roots.AddRange(whole.Count > 0 ? whole : left);
            var reached = ModulesReachableFromRoots.Find(
                torch.Compilation, torch.Symbols, [.. roots.Select(r => r.FullMetadataName())]) ?? [];
            // A class that two projects declare is not found by its name.
            left = [.. left.Where(m => !reached.Contains(m) && !roots.Contains(m, SymbolEqualityComparer.Default))];
        }

        return [.. roots.OrderBy(r => r.FullMetadataName(), StringComparer.Ordinal)];
    }

    private List<INamedTypeSymbol> Modules() => [.. Types(torch.Compilation.Assembly.GlobalNamespace)
        .Where(t => torch.Exported.IsExportedModule(t) && Forward(t) is not null)];

    /// <summary>The forward or call that runs, with the fewest parameters; null where the source has none.</summary>
    public static IMethodSymbol? Forward(INamedTypeSymbol type)
    {
        for (var t = type; t is not null && t.Locations.Any(l => l.IsInSource); t = t.BaseType)
            if (Forwards(t).OrderBy(m => m.Parameters.Length).FirstOrDefault() is { } forward) return forward;
        return null;
    }

    /// <summary>The forward and call that a class declares itself.</summary>
    private static IEnumerable<IMethodSymbol> Forwards(INamedTypeSymbol type) => type.GetMembers("forward")
        .Concat(type.GetMembers("call"))
        .OfType<IMethodSymbol>()
        .Where(m => m is { IsStatic: false, IsAbstract: false });

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(m => m is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(m));
}
