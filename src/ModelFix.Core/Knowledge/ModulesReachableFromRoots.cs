using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
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

    /// <summary>
    /// The classes that a class may hold an instance of: those that it names, but not where it only asks for a name, or for something of
    /// another type that such a class has as a static member.
    /// </summary>
    public static IEnumerable<INamedTypeSymbol> Parts(Compilation compilation, INamedTypeSymbol type) => Named(compilation, type)
        .Where(n => !IsWordOnly(compilation, n.Model, n.Name, n.Class))
        .Select(n => n.Class.OriginalDefinition)
        .Where(m => !SymbolEqualityComparer.Default.Equals(m, type));

    /// <summary>The classes that a class names in its code.</summary>
    private static IEnumerable<INamedTypeSymbol> Mentioned(Compilation compilation, INamedTypeSymbol type) =>
        Named(compilation, type).Select(n => n.Class.OriginalDefinition);

    private static IEnumerable<(SemanticModel Model, SimpleNameSyntax Name, INamedTypeSymbol Class)> Named(
        Compilation compilation, INamedTypeSymbol type)
    {
        foreach (var reference in type.Declarations())
        {
            var syntax = reference.GetSyntax();
            var model = compilation.Bound(syntax.SyntaxTree);
            foreach (var name in syntax.DescendantNodes().OfType<SimpleNameSyntax>())
                if (model.GetSymbolInfo(name).Symbol is INamedTypeSymbol named) yield return (model, name, named);
        }
    }

    private static bool IsWordOnly(Compilation compilation, SemanticModel model, SimpleNameSyntax name, INamedTypeSymbol type)
    {
        SyntaxNode whole = name.Parent is MemberAccessExpressionSyntax qualified && qualified.Name == name ? qualified : name;
        return whole.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => model.GetOperation(call) is INameOfOperation,
            MemberAccessExpressionSyntax access when access.Expression == whole => model.GetSymbolInfo(access).Symbol switch
            {
                IMethodSymbol method => !Gives(method.ReturnType),
                IFieldSymbol field => !Gives(field.Type),
                IPropertySymbol property => !Gives(property.Type),
                _ => false,
            },
            _ => false,
        };

        bool Gives(ITypeSymbol given) => compilation.ClassifyConversion(type, given).IsImplicit
            || given is INamedTypeSymbol { TypeArguments: var arguments } && arguments.Any(Gives)
            || given is IArrayTypeSymbol array && Gives(array.ElementType);
    }
}
