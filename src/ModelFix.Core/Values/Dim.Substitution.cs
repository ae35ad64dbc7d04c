using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>Other dims, or numbers, in place of symbols.</summary>
internal sealed partial class Dim
{
    /// <summary>
    /// The dim with other dims in place of some symbols, those inside of quotients and their like too; null leaves a symbol as it is.
    /// </summary>
    public Dim Over(Func<SizeSymbol, Dim?> of) => Replaced(s => of(s) ?? s.Over(of));

    /// <summary>
    /// The dim with other dims in place of some symbols of the polynomial itself. A quotient of one is a symbol of its own, which keeps its
    /// name where a condition decides what the one is.
    /// </summary>
    public Dim Substitute(ImmutableDictionary<SizeSymbol, Dim> symbols) =>
        symbols.IsEmpty ? this : Replaced(s => symbols.TryGetValue(s, out var dim) ? dim : null);

    /// <summary>The same expression over sizes that are named in a scope.</summary>
    public Dim WithScope(ValueId scope) =>
        scope.IsRoot ? this : Over(s => s is NamedSize size ? Symbol(size with { Scope = scope }) : null);

    /// <summary>The names of sizes that a contract gives, in the order in which they are written.</summary>
    public IEnumerable<string> Names => Symbols
        .SelectMany(s => s is NamedSize size ? [size.Name] : s.Parts.SelectMany(p => p.Names))
        .Distinct();

    /// <summary>
    /// The number when the sizes have numbers; null where one has none, where something is no size, or where it does not fit 64 bits.
    /// </summary>
    public long? Evaluate(Func<string, long?> sizeOf) => Over(s =>
        s is NamedSize { Scope: null } size && sizeOf(size.Name) is { } number ? Of(number / size.Multiple) : null).Constant;

    private Dim Replaced(Func<SizeSymbol, Dim?> by)
    {
        Dictionary<SizeSymbol, Dim>? replaced = null;
        foreach (var term in _terms)
            foreach (var symbol in term.Symbols)
                if (replaced?.ContainsKey(symbol) != true && by(symbol) is { } dim)
                    (replaced ??= new Dictionary<SizeSymbol, Dim>())[symbol] = dim;
        return replaced is null
            ? this
            : _terms.Aggregate(Zero, (sum, term) => sum + term.Symbols.Aggregate(
                Of(term.Coefficient), (product, s) => product * (replaced.TryGetValue(s, out var dim) ? dim : Symbol(s))));
    }
}
