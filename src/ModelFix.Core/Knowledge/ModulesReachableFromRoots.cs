using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// The module classes that a model can contain: the named roots, their bases, and the modules that their members' code mentions.
/// </summary>
internal static class ModulesReachableFromRoots
{
    /// <summary>The reachable classes, or null (no restriction) where no roots are named.</summary>
    public static ImmutableHashSet<ISymbol>? Find(Compilation compilation, TorchSymbols symbols, ImmutableArray<string> roots)
    {
        if (roots.IsEmpty) return null;
        var reached = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<INamedTypeSymbol>(roots.Select(compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>());
        while (pending.Count > 0)
        {
            var type = pending.Pop();
            if (!symbols.IsModule(type) || !type.Locations.Any(l => l.IsInSource) || !reached.Add(type)) continue;
            if (type.BaseType is { } parent) pending.Push(parent.OriginalDefinition);
            foreach (var mentioned in Mentioned(compilation, type)) pending.Push(mentioned);
        }

        return reached.ToImmutable();
    }

    /// <summary>The classes that a class names in its code.</summary>
    public static IEnumerable<INamedTypeSymbol> Mentioned(Compilation compilation, INamedTypeSymbol type)
    {
        foreach (var reference in type.Declarations())
        {
            var syntax = reference.GetSyntax();
            var model = compilation.Bound(syntax.SyntaxTree);
            foreach (var name in syntax.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.SimpleNameSyntax>())
                if (model.GetSymbolInfo(name).Symbol is INamedTypeSymbol mentioned) yield return mentioned.OriginalDefinition;
        }
    }
}
