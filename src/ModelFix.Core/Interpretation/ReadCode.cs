using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// What bodies say without being interpreted, read once however often each is interpreted. Thread-safe; the sets are shared, so nobody
/// changes them.
/// </summary>
internal sealed class ReadCode
{
    private readonly Compilation _compilation;
    private readonly TorchSymbols _symbols;
    private readonly ConcurrentDictionary<SyntaxNode, ReadBody> _bodies = new();
    private readonly ConcurrentDictionary<SyntaxNode, HashSet<ISymbol>> _closureWrites = new();
    private readonly ConcurrentDictionary<SyntaxNode, bool> _mayReshape = new();

    public ReadCode(Compilation compilation, TorchSymbols symbols)
    {
        _compilation = compilation;
        _symbols = symbols;
    }

    /// <summary>What is read of a method, initialiser or block as it is interpreted as a whole.</summary>
    public ReadBody Of(IOperation body) =>
        _bodies.TryGetValue(body.Syntax, out var known) ? known : _bodies.GetOrAdd(body.Syntax, ReadBody.Of(body, _symbols));

    /// <summary>As <see cref="Writes.MayReshape"/>.</summary>
    public bool MayReshape(SyntaxNode code) => _mayReshape.GetOrAdd(code, Writes.MayReshape);

    /// <summary>As <see cref="ClosureWrites.In"/>.</summary>
    public HashSet<ISymbol> ClosureWritesIn(SyntaxNode body) =>
        _closureWrites.GetOrAdd(body, b => ClosureWrites.In(b, _compilation.Bound(b.SyntaxTree)));
}
