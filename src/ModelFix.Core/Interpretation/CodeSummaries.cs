using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// What bodies say without being interpreted, read once however often each is interpreted. Thread-safe; the sets are shared, so nobody
/// changes them.
/// </summary>
internal sealed class CodeSummaries
{
    private readonly Compilation _compilation;
    private readonly TorchSymbols _symbols;
    private readonly ConcurrentDictionary<SyntaxNode, BodySummary> _bodies = new();
    private readonly ConcurrentDictionary<SyntaxNode, HashSet<ISymbol>> _closureWrites = new();
    private readonly ConcurrentDictionary<SyntaxNode, bool> _mayReshape = new();
    private readonly Lazy<bool> _anyReshapes;

    public CodeSummaries(Compilation compilation, TorchSymbols symbols)
    {
        _compilation = compilation;
        _symbols = symbols;
        _anyReshapes = new Lazy<bool>(() => compilation.SyntaxTrees.Any(t => WrittenVariables.MayReshape(t.GetRoot())));
    }

    /// <summary>What is read of a method, initialiser or block as it is interpreted as a whole.</summary>
    public BodySummary Of(IOperation body) =>
        _bodies.TryGetValue(body.Syntax, out var known) ? known : _bodies.GetOrAdd(body.Syntax, BodySummary.Of(body, _symbols));

    /// <summary>As <see cref="WrittenVariables.MayReshape"/>.</summary>
    public bool MayReshape(SyntaxNode code) => _mayReshape.GetOrAdd(code, WrittenVariables.MayReshape);

    /// <summary>True where the project changes the dims of any tensor in place, so that code which is not followed may do so.</summary>
    public bool AnyReshapes => _anyReshapes.Value;

    /// <summary>As <see cref="ClosureWrittenVariables.In"/>.</summary>
    public HashSet<ISymbol> WrittenByClosuresIn(SyntaxNode body) =>
        _closureWrites.GetOrAdd(body, b => ClosureWrittenVariables.In(b, _compilation.Bound(b.SyntaxTree)));
}
