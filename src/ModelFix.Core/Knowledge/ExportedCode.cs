using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Interpretation;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Which code ends up in an exported graph: <c>forward</c> and <c>call</c> of a module, what they reach in the same class and its bases,
/// and the methods of other classes that these call.
/// </summary>
/// <remarks>Losses, metrics and assigners derive from Module too and are never exported; neither is what only runs in training.</remarks>
internal sealed class ExportedCode
{
    private readonly Compilation _compilation;
    private readonly TorchSymbols _symbols;
    private readonly ModelSettings _settings;
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableHashSet<ISymbol>> _reached = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<TypeDeclarationSyntax, bool> _modules = new();
    private readonly Lazy<ImmutableHashSet<ISymbol>?> _rooted;
    private readonly Lazy<ILookup<ISymbol?, INamedTypeSymbol>> _derived;
    private readonly Lazy<ImmutableHashSet<ISymbol>> _elsewhere;

    public ExportedCode(Compilation compilation, TorchSymbols symbols, ModelSettings settings)
    {
        _compilation = compilation;
        _symbols = symbols;
        _settings = settings;
        _rooted = new Lazy<ImmutableHashSet<ISymbol>?>(() => ModulesReachableFromRoots.Find(compilation, symbols, settings.Roots));
        _derived = new Lazy<ILookup<ISymbol?, INamedTypeSymbol>>(() => DerivedModules(compilation.Assembly.GlobalNamespace));
        _elsewhere = new Lazy<ImmutableHashSet<ISymbol>>(() => new CalledElsewhere(compilation, this).Find(Roots()));
    }

    /// <summary>
    /// False for code of which <see cref="Contains"/> cannot be true since it is outside of exported modules, known without binding it.
    /// </summary>
    public bool MayContain(SyntaxNode node) => _settings.In(node.SyntaxTree).WholeProgram
        || node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            && (_modules.GetOrAdd(type, IsExportedModule) || _elsewhere.Value.Any(m => m.Declarations().Any(r =>
                r.SyntaxTree == node.SyntaxTree && r.Span.Contains(node.Span))));

    /// <summary>True where the operation is part of a forward that is exported and not of a branch that only training takes.</summary>
    public bool Contains(IOperation operation)
    {
        if (ContainingMember(operation) is not { ContainingType: { } type } member) return false;
        var wholeProgram = _settings.In(operation.Syntax.SyntaxTree).WholeProgram;
        var isReached = wholeProgram
            || IsExportedModule(type) && IsReached(member, type)
            || _elsewhere.Value.Contains(member.OriginalDefinition);
        if (!isReached) return false;
        return !TrainingGuard.Covers(operation);
    }

    /// <summary>True for a class that derives from torch.nn.Module and is not a loss, a metric or the like.</summary>
    public bool IsExportedModule(INamedTypeSymbol type)
    {
        if (!_symbols.IsModule(type)) return false;
        for (var t = type; t is not null; t = t.BaseType)
            if (IsExcluded(t)) return false;
        return _rooted.Value is not { } rooted || rooted.Contains(type.OriginalDefinition);
    }

    /// <summary>True for a class that is said never to be exported.</summary>
    public bool IsExcluded(INamedTypeSymbol type) =>
        type.Locations.Any(l => l.SourceTree is { } tree && _settings.In(tree).IsExcluded(type.Name));

    /// <summary>The members that exported modules reach in themselves.</summary>
    private IEnumerable<ISymbol> Roots() => Types(_compilation.Assembly.GlobalNamespace)
        .Where(IsExportedModule)
        .SelectMany(t => _reached.GetOrAdd(t.OriginalDefinition, Reach));

    private bool IsExportedModule(TypeDeclarationSyntax type) =>
        _compilation.Bound(type.SyntaxTree).GetDeclaredSymbol(type) is { } symbol && IsExportedModule(symbol);

    private bool IsReached(ISymbol member, INamedTypeSymbol type) =>
        IsReachedIn(type, member) || _derived.Value[type.OriginalDefinition].Any(d => IsExportedModule(d) && IsReachedIn(d, member));

    private bool IsReachedIn(
        INamedTypeSymbol type,
        ISymbol member) => _reached.GetOrAdd(type.OriginalDefinition, Reach).Contains(member.OriginalDefinition);

    /// <summary>
    /// The modules of the project that derive from a class, by that class: their forward may be the one that reaches its members.
    /// </summary>
    private ILookup<ISymbol?, INamedTypeSymbol> DerivedModules(INamespaceSymbol root) => Types(root)
        .Where(t => _symbols.IsModule(t))
        .SelectMany(t => Bases(t).Select(b => (Base: b, Type: t)))
        .ToLookup(p => (ISymbol?)p.Base, p => p.Type, SymbolEqualityComparer.Default);

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>()
        .SelectMany(m => m is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(m));

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
            if (t.Locations.Any(l => l.IsInSource)) yield return t.OriginalDefinition;
    }

    /// <summary>
    /// The method, accessor or property whose body holds the operation; local functions and lambdas count as their method.
    /// </summary>
    private ISymbol? ContainingMember(IOperation operation)
    {
        var model = operation.SemanticModel ?? _compilation.Bound(operation.Syntax.SyntaxTree);
        var symbol = model.GetEnclosingSymbol(operation.Syntax.SpanStart);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction
            or MethodKind.AnonymousFunction }) symbol = symbol.ContainingSymbol;
        return symbol is IMethodSymbol { AssociatedSymbol: { } property } ? property : symbol?.AsCalled();
    }

    private ImmutableHashSet<ISymbol> Reach(INamedTypeSymbol type)
    {
        var reached = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<ISymbol>(type.GetMembers().Where(IsRoot).Concat(OverridesOfReachedMembers(type)));
        var names = new HashSet<string>(Family(type).SelectMany(t => t.MemberNames), StringComparer.Ordinal);
        while (pending.Count > 0)
        {
            var member = pending.Pop();
            if (!reached.Add(member)) continue;
            foreach (var callee in Callees(member, type, names)) pending.Push(callee);
        }

        return reached.ToImmutableHashSet<ISymbol>(SymbolEqualityComparer.Default);
    }

    /// <summary>No exporter takes packed sequences.</summary>
    private static bool IsRoot(ISymbol member) => member is IMethodSymbol { IsStatic: false, Name: "forward" or "call" } method
        && !method.Parameters.Select(p => p.Type).Append(method.ReturnType).Any(t => t.Name == "PackedSequence");

    private IEnumerable<ISymbol> OverridesOfReachedMembers(INamedTypeSymbol type)
    {
        if (type.BaseType is not { } parent || !parent.Locations.Any(l => l.IsInSource) || !_symbols.IsModule(parent)) return [];
        return type.GetMembers().Where(m => Overridden(m) is { } overridden && IsReachedIn(parent, overridden));
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    private IEnumerable<ISymbol> Callees(ISymbol member, INamedTypeSymbol type, HashSet<string> names)
    {
        foreach (var reference in member.Declarations())
        {
            var syntax = reference.GetSyntax();
            var model = _compilation.Bound(syntax.SyntaxTree);
            foreach (var name in syntax.DescendantNodes().OfType<SimpleNameSyntax>())
            {
                // Few names are members of the class, so few are bound.
                if (!names.Contains(name.Identifier.ValueText)) continue;
                if (model.GetSymbolInfo(name).Symbol?.OriginalDefinition is not { } callee) continue;
                if (callee is not (IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol)) continue;
                if (InSameFamily(callee.ContainingType, type)) yield return callee.AsCalled();
            }
        }
    }

    private static bool InSameFamily(
        INamedTypeSymbol? declaring,
        INamedTypeSymbol type) => Family(type).Any(t => SymbolEqualityComparer.Default.Equals(t, declaring));

    /// <summary>The class and all that it derives from.</summary>
    private static IEnumerable<INamedTypeSymbol> Family(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType) yield return t.OriginalDefinition;
    }
}
