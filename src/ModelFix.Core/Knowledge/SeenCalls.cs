using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Configuration;
using ModelFix.Core.Interpretation;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>Methods of which all calls are seen: private ones, and forward of modules that nobody else can make. Thread-safe.</summary>
internal sealed class SeenCalls
{
    /// <summary>Who asks what a method is given asks its callers, and theirs: so many of them at most.</summary>
    private const int MaxCallers = 16;

    private readonly Compilation _compilation;
    private readonly ModelSettings _settings;
    private readonly SeenModules _modules;
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IInvocationOperation>> _found = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _isChain = new(SymbolEqualityComparer.Default);

    public SeenCalls(Compilation compilation, TorchSymbols symbols, ModelSettings settings)
    {
        _compilation = compilation;
        _settings = settings;
        _modules = new SeenModules(compilation, symbols, settings);
    }

    /// <summary>
    /// The calls of a method; null where they may not be all, where nobody calls it, and where such methods call each other in a circle or
    /// in a chain that is too long.
    /// </summary>
    public ImmutableArray<IInvocationOperation>? Of(IMethodSymbol method) =>
        Find(method) is { IsEmpty: false } calls && _isChain.GetOrAdd(method.OriginalDefinition, m => EndsBefore(m, calls)) ? calls : null;

    /// <summary>The constructions of a module class, where all of them and all calls of its forward are seen; null otherwise.</summary>
    public ImmutableArray<IObjectCreationOperation>? Creations(INamedTypeSymbol type) =>
        type.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault() is { } forward
            && _modules.Of(forward) is { } module
            && Of(forward) is not null
            ? module.Creations
            : null;

    private ImmutableArray<IInvocationOperation> Find(IMethodSymbol method) => _found.GetOrAdd(
        method.OriginalDefinition,
        // What is joined must not depend on the order of the files.
        m =>
            (MayGoOnElsewhere(m.ContainingType)
                ? ImmutableArray<IInvocationOperation>.Empty
                : PrivateCalls.Of(m, _compilation) ?? _modules.Of(m)?.Calls ?? ImmutableArray<IInvocationOperation>.Empty)
            .OrderBy(c => c.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(c => c.Syntax.SpanStart)
            .ToImmutableArray());

    /// <summary>True for a partial class of which a part may stand in a file that is not there.</summary>
    private bool MayGoOnElsewhere(INamedTypeSymbol type) => !_settings.IsWholeAssembly
        && type.Declarations().Any(r =>
            r.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(m => m.ValueText == "partial"));

    /// <summary>True where the callers' callers come to an end; in a circle there are always more.</summary>
    private bool EndsBefore(IMethodSymbol method, ImmutableArray<IInvocationOperation> calls)
    {
        var callers = Callers(calls);
        for (var i = 0; i < MaxCallers; i++)
        {
            if (callers.Contains(method)) return false;
            callers = Callers(callers.SelectMany(c => Find(c)));
            if (callers.IsEmpty) return true;
        }

        return false;
    }

    private ImmutableHashSet<IMethodSymbol> Callers(IEnumerable<IInvocationOperation> calls) => calls
        .Select(c =>
            CodeBody.Around(c.Syntax) is { } body ? _compilation.Bound(body.SyntaxTree).GetDeclaredSymbol(body) as IMethodSymbol : null)
        .OfType<IMethodSymbol>()
        .Select(m => m.OriginalDefinition)
        .ToImmutableHashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
}

/// <summary>The calls of a private method, which only its class can make.</summary>
internal static class PrivateCalls
{
    /// <summary>
    /// The calls, empty where nobody calls it; null where the method is not private, is given away as a delegate, or is called on another
    /// object than this.
    /// </summary>
    public static ImmutableArray<IInvocationOperation>? Of(IMethodSymbol method, Compilation compilation)
    {
        if (method is not { MethodKind: MethodKind.Ordinary,
            DeclaredAccessibility: Accessibility.Private,
            PartialDefinitionPart: null,
            PartialImplementationPart: null })
            return null;
        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        foreach (var declaration in method.ContainingType.Declarations().Select(r => r.GetSyntax()))
        {
            var model = compilation.Bound(declaration.SyntaxTree);
            foreach (var name in declaration.DescendantNodes().OfType<SimpleNameSyntax>().Where(n => n.Identifier.ValueText == method.Name))
            {
                var bound = model.GetSymbolInfo(name);
                if (!IsSame(bound.Symbol, method))
                {
                    if (bound.CandidateSymbols.Any(c => IsSame(c, method)) && !name.IsInNameof()) return null;
                    continue;
                }

                // What is known of the fields of this is not known of another object's.
                if (name.CallOf() is not { } syntax
                    || model.GetOperation(syntax) is not IInvocationOperation { Instance: null or IInstanceReferenceOperation } call)
                    return null;
                calls.Add(call);
            }
        }

        return calls.ToImmutable();
    }

    private static bool IsSame(
        ISymbol? symbol,
        IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(symbol?.OriginalDefinition, method.OriginalDefinition);
}
