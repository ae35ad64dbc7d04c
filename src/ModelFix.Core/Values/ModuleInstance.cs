using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Core.Values;

/// <summary>
/// A module object as far as its construction is known: what its constructor was given, and what that makes of its members.
/// </summary>
/// <remarks>Belongs to one interpretation and is not shared between threads.</remarks>
internal sealed class ModuleInstance
{
    private readonly Dictionary<SyntaxNode, IReadOnlyDictionary<SyntaxNode, Value>> _construction = new();
    private readonly Dictionary<SyntaxNode, ModuleInstance> _parts = new();

    /// <param name="id">
    /// Tells the symbols of this object from those of others of its class; the root for the object whose method is asked about.
    /// </param>
    /// <param name="isRoot">True for the object whose method is asked about, where it is not told by the id.</param>
    public ModuleInstance(ValueId id, bool isRoot = false) => (Id, IsRoot) = (id, isRoot || id.IsRoot);

    public ValueId Id { get; }

    public bool IsRoot { get; }

    /// <summary>Constructor arguments by parameter; a parameter that is not there may have any value.</summary>
    public ImmutableDictionary<ISymbol, Value> Arguments { get; init; } = ImmutableDictionary.Create<ISymbol, Value>(
        SymbolEqualityComparer.Default);

    /// <summary>What is known of the expressions of a constructor or an initialiser of this object.</summary>
    public IReadOnlyDictionary<SyntaxNode, Value> Construction(SyntaxNode body, Func<IReadOnlyDictionary<SyntaxNode, Value>> interpret)
    {
        if (!_construction.TryGetValue(body, out var values)) _construction[body] = values = interpret();
        return values;
    }

    /// <summary>What the fields hold once the object is made; null while that is not known yet.</summary>
    public IReadOnlyDictionary<ISymbol, Value>? Fields { get; set; }

    /// <summary>The constructor that made the object, or null for the only one that the class has.</summary>
    public IMethodSymbol? Constructor { get; init; }

    /// <summary>The module that an object creation in this object's construction makes.</summary>
    public ModuleInstance Part(SyntaxNode creation, Func<ModuleInstance> create)
    {
        if (!_parts.TryGetValue(creation, out var part)) _parts[creation] = part = create();
        return part;
    }
}
