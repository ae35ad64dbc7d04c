using Microsoft.CodeAnalysis;

namespace ModelFix.Core.Interpretation;

/// <summary>Which method runs where an object of a class is asked.</summary>
internal static class Overrides
{
    /// <summary>The method that runs when one is called on an object of exactly this class; null where it is not in the source.</summary>
    public static IMethodSymbol? Of(IMethodSymbol method, ITypeSymbol type)
    {
        var declared = method.OriginalDefinition;
        if (declared is { IsVirtual: false, IsAbstract: false, IsOverride: false }) return InSource(declared);
        for (var at = type; at is not null; at = at.BaseType)
            foreach (var member in at.GetMembers(method.Name).OfType<IMethodSymbol>())
                if (Chain(member).Any(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, declared)))
                    return member.IsAbstract ? null : InSource(member);
        return null;
    }

    /// <summary>The methods of a name in the most derived class that has any.</summary>
    public static IEnumerable<IMethodSymbol> Declared(string name, ITypeSymbol type)
    {
        for (var at = type; at is { Locations: var places } && places.Any(l => l.IsInSource); at = at.BaseType!)
            if (at.GetMembers(name).OfType<IMethodSymbol>().ToList() is { Count: > 0 } methods) return methods;
        return [];
    }

    private static IMethodSymbol? InSource(IMethodSymbol method) => method.DeclaringSyntaxReferences.IsEmpty ? null : method;

    private static IEnumerable<IMethodSymbol> Chain(IMethodSymbol method)
    {
        for (var at = method; at is not null; at = at.OverriddenMethod) yield return at;
    }
}
