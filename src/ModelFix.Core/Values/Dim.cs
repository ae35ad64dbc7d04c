using System.Collections.Immutable;
using System.Text;

namespace ModelFix.Core.Values;

/// <summary>
/// The size of one dimension, as a polynomial with integer coefficients over symbols: 3, N, C * H * W, (H - 1) / 2 + 1.
/// </summary>
/// <remarks>
/// Kept in normal form (monomials sorted, no zero coefficients), so that two dims are equal exactly when their normal forms are.
/// Unequal normal forms say nothing: H and W may be the same number. Ask <see cref="IsKnownDifferent"/> for a proven difference.
/// What a contract says of a size is part of its symbol (<see cref="NamedSize"/>): a multiple of 32 stands as 32 times one, and is written
/// as what it is.
/// </remarks>
internal sealed partial class Dim : IEquatable<Dim>, IComparable<Dim>
{
    /// <summary>
    /// A polynomial of more terms and symbols is not followed: one may double with each step of a loop. It is longer than any that a
    /// person would read.
    /// </summary>
    public const int MaxWeight = 500;

    /// <summary>The constants that most dims are, from -1 on.</summary>
    private static readonly Dim[] Small = Enumerable.Range(-1, 1026).Select(n => Constantly(n)).ToArray();

    public static readonly Dim Zero = Of(0);
    public static readonly Dim One = Of(1);

    private readonly ImmutableArray<Monomial> _terms;
    private readonly int _hash;
    private string? _text;

    private Dim(ImmutableArray<Monomial> terms)
    {
        _terms = IsHeavy(terms) ? ImmutableArray.Create(Heavy(terms)) : terms;
        foreach (var term in _terms)
        {
            Weight += term.Weight;
            _hash = unchecked(_hash * 31 + term.SymbolsHash * 17 + term.Coefficient.GetHashCode());
            HasNegativeSymbols |= term.HasNegativeSymbols;
            IsUnknown |= term.IsUnknown;
        }
    }

    /// <summary>How many terms and symbols it takes to write this out, at most <see cref="MaxWeight"/>.</summary>
    public int Weight { get; }

    /// <summary>True where one of the symbols is a number that may be negative.</summary>
    public bool HasNegativeSymbols { get; }

    /// <summary>True where the arithmetic left 64 bits, or divided by zero.</summary>
    public bool IsUnknown { get; }

    /// <summary>The constant, or null where the dim depends on a symbol or does not fit 64 bits.</summary>
    public long? Constant => _terms.Length switch
    {
        0 => 0,
        1 when _terms[0].Symbols.IsEmpty => _terms[0].Coefficient,
        _ => null,
    };

    public bool IsConstant => Constant is not null;

    /// <summary>True for a symbol alone that is no quotient.</summary>
    public bool IsName => _terms.Length == 1 && _terms[0].IsName;

    /// <summary>A constant; the least of 64 bits, which has no opposite, is <see cref="IsUnknown"/>.</summary>
    public static Dim Of(long value) => value >= -1 && value < Small.Length - 1 ? Small[value + 1] : Constantly(value);

    private static Dim Constantly(long value) => value == long.MinValue
        ? Unknown()
        : new(value == 0
            ? ImmutableArray<Monomial>.Empty
            : ImmutableArray.Create(new Monomial(value, ImmutableArray<SizeSymbol>.Empty)));

    /// <summary>A dim that is one symbol.</summary>
    public static Dim Symbol(SizeSymbol symbol) => new(ImmutableArray.Create(new Monomial(1, ImmutableArray.Create(symbol))));

    /// <summary>A size that is only known by name. The same name is the same size.</summary>
    public static Dim Symbol(string name) => Symbol(new NamedSize(null, name));

    /// <summary>The symbols that the polynomial is over; some of them are computed from others.</summary>
    public IEnumerable<SizeSymbol> Symbols => _terms.SelectMany(t => t.Symbols).Distinct();

    /// <summary>False where the value is proven to be zero or more: sizes, and sums and products of them.</summary>
    public bool MayBeNegative => Constant is { } constant ? constant < 0 : MayBeNegativeAmong([]);

    /// <summary>
    /// False where the value is proven to be zero or more, given that the sizes are: a size k * n with k above zero proves n.
    /// </summary>
    public bool MayBeNegativeAmong(IEnumerable<Dim> sizes)
    {
        if (Constant is { } constant) return constant < 0;
        var known = AboveMinimum();
        if (known._terms.Any(t => t.Coefficient < 0)) return true;
        if (!known.HasNegativeSymbols) return false;
        var proven = new HashSet<SizeSymbol>(sizes
            .Where(d => d._terms.Length == 1 && d._terms[0] is { Coefficient: > 0, Symbols.Length: 1 })
            .Select(d => d._terms[0].Symbols[0]));
        return known._terms.Any(t => t.Symbols.Any(s => s.MayBeNegative && !proven.Contains(s)));
    }

    /// <summary>The dim written by how far its sizes are above their minimum, which is zero or more.</summary>
    private Dim AboveMinimum() => _terms.Any(t => t.Symbols.Any(s => s is NamedSize { Minimum: > 0 }))
        ? Replaced(s => s is NamedSize { Minimum: > 0 } size ? Symbol(size with { Minimum = 0 }) + Of(size.Minimum) : null)
        : this;

    /// <summary>Given that this dim is 0, a symbol and what it is equal to; null where none can be written by itself.</summary>
    public (SizeSymbol Symbol, Dim Value)? Solved()
    {
        // A number that may be negative says less than a size, and that less than one with facts, so the former is written by the latter.
        var alone = _terms
            .Where(t =>
                t.Symbols.Length == 1
                    && _terms.All(o => o.Coefficient % t.Coefficient == 0)
                    && !_terms.Any(o => o != t && o.Symbols.Any(s => s.Contains(t.Symbols[0]))))
            .OrderByDescending(t => t.Symbols[0].MayBeNegative)
            .ThenBy(t => t.Symbols[0] is NamedSize { HasFacts: true })
            .ThenByDescending(t => t.Symbols[0])
            .FirstOrDefault();
        return alone is null ? null : (alone.Symbols[0], Symbol(alone.Symbols[0]) - FloorDivide(Of(alone.Coefficient)));
    }

    /// <summary>The larger of two dims: one of them where that is decided, else a symbol.</summary>
    public static Dim Max(Dim a, Dim b) =>
        !(a - b).MayBeNegative ? a : !(b - a).MayBeNegative ? b : Symbol(new ExtremeSize(isLarger: true, a, b));

    /// <summary>The smaller of two dims: one of them where that is decided, else a symbol.</summary>
    public static Dim Min(Dim a, Dim b) =>
        !(a - b).MayBeNegative ? b : !(b - a).MayBeNegative ? a : Symbol(new ExtremeSize(isLarger: false, a, b));

    /// <summary>
    /// How many positions of this size a slice takes, its ends clamped: where that is not decided, a symbol that is the same for the same
    /// slice.
    /// </summary>
    /// <param name="from">The first position; negative ones count from the end.</param>
    /// <param name="to">The position after the last, null for the end.</param>
    /// <param name="step">The distance between the positions, at least 1.</param>
    public Dim Sliced(Dim from, Dim? to, long step)
    {
        if (Clamped(from) is { } first && (to is null ? this : Clamped(to)) is { } last && !(last - first).MayBeNegative)
            return (last - first + Of(step - 1)).FloorDivide(Of(step));
        return Symbol(new SliceSize(this, from, to, step));
    }

    /// <summary>The position in 0 to this size that an end of a slice means; null where that is not decided.</summary>
    private Dim? Clamped(Dim end)
    {
        if (end.Constant < 0)
            return Max(this + end, Zero) is var counted && (counted.Equals(Zero) || counted.Equals(this + end)) ? counted : null;
        return !end.MayBeNegative && Min(this, end) is var nearer && (nearer.Equals(this) || nearer.Equals(end)) ? nearer : null;
    }

    /// <summary>
    /// True where the two differ whatever the symbols are: one is larger, or a multiple of what the other is no multiple of.
    /// </summary>
    public bool IsKnownDifferent(Dim other)
    {
        if (Constant is { } n && other.Constant is { } m) return n != m;
        var difference = this - other;
        if (difference.IsUnknown) return false;
        if (difference.Constant is { } constant) return constant != 0;
        if (!(difference - One).MayBeNegative || !(Of(-1) - difference).MayBeNegative) return true;
        var common = difference._terms.Where(t => !t.Symbols.IsEmpty).Aggregate(0L, (gcd, t) => SizeFact.Gcd(gcd, t.Coefficient));
        return difference._terms.Any(t => t.Symbols.IsEmpty && t.Coefficient % common != 0);
    }

    /// <summary>The least value where no size of an input is 0; null where that is not known.</summary>
    public long? Least => HasNegativeSymbols || _terms.Any(t => !t.Symbols.IsEmpty && t.Coefficient < 0)
        ? null
        : _terms.Aggregate(
            Zero, (sum, t) => sum + t.Symbols.Aggregate(Of(t.Coefficient), (product, s) => product * Of(s.Least))).Constant;

    /// <summary>True where the two differ whatever the symbols are, as long as no size of an input is 0: N * H and 2 * N * H.</summary>
    public bool DiffersWithoutZeros(Dim other) => IsKnownDifferent(other) || (this - other).Least > 0 || (other - this).Least > 0;

    /// <summary>As they are written, which is by name for named sizes, then symbol by symbol.</summary>
    public int CompareTo(Dim? other)
    {
        if (ReferenceEquals(this, other) || other is null) return other is null ? 1 : 0;
        if (string.CompareOrdinal(Text, other.Text) is not 0 and var byText) return byText;
        for (var i = 0; i < Math.Min(_terms.Length, other._terms.Length); i++)
            if (Monomial.InOrder.Compare(_terms[i], other._terms[i]) is not 0 and var byTerm) return byTerm;
        return 0;
    }

    public bool Equals(Dim? other)
    {
        if (other is null || ReferenceEquals(this, other)) return other is not null;
        if (_hash != other._hash || _terms.Length != other._terms.Length) return false;
        for (var i = 0; i < _terms.Length; i++)
            if (_terms[i].Coefficient != other._terms[i].Coefficient || !_terms[i].HasSameSymbols(other._terms[i])) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Dim);

    public override int GetHashCode() => _hash;

    /// <summary>As contracts and tests write it; unequal dims may be written alike.</summary>
    public override string ToString() => Text;

    /// <summary>As a person reads it: variables by their names, and a question mark for what only the analysis has a name for.</summary>
    public string Display => Shown ?? "?";

    /// <summary>As <see cref="Display"/>; null where only the analysis has a name for a part of it.</summary>
    public string? Shown => Written(isDisplay: true);

    private string Text => _text ??= Written(isDisplay: false)!;

    /// <summary>The polynomial; null where a person reads nothing of one of its symbols.</summary>
    public string? Written(bool isDisplay)
    {
        if (!isDisplay && _text is not null) return _text;
        if (_terms.IsEmpty) return "0";
        var text = new StringBuilder();
        foreach (var term in _terms)
        {
            if (term.Magnitude(isDisplay) is not { } magnitude) return null;
            if (text.Length > 0) text.Append(term.Coefficient < 0 ? " - " : " + ");
            else if (term.Coefficient < 0) text.Append('-');
            text.Append(magnitude);
        }

        return text.ToString();
    }
}
