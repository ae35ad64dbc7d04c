using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelFix.Core.Values;

/// <summary>
/// The size of one dimension, as a polynomial with integer coefficients over symbols: 3, N, C * H * W, (H - 1) / 2 + 1.
/// </summary>
/// <remarks>
/// Kept in normal form (monomials sorted, no zero coefficients), so that two dims are equal exactly when their normal forms are.
/// Unequal normal forms say nothing: H and W may be the same number. Ask <see cref="IsKnownDifferent"/> for a proven difference.
/// What a contract says of a size is part of its symbol (<see cref="KnownSize"/>): a multiple of 32 stands as 32 times one, and is written
/// as what it is.
/// </remarks>
internal sealed partial class Dim : IEquatable<Dim>
{
    /// <summary>The constants that most dims are, from -1 on.</summary>
    private static readonly Dim[] Small = Enumerable.Range(-1, 1026).Select(n => Constantly(n)).ToArray();

    public static readonly Dim Zero = Of(0);
    public static readonly Dim One = Of(1);

    /// <summary>Marks symbols that are no sizes; it stays visible in the symbols that FloorDivide makes of them.</summary>
    private const string IntegerMark = "int ";

    /// <summary>Stands between a method's name and the symbols that are its own.</summary>
    public const string ScopeMark = "::";

    private static readonly Regex Scope = new(@"[\w.+`~]+::", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The symbol of a variable, which is told from others of its name by its place.</summary>
    private static readonly Regex Variable = new(
        @"(?<![\w.@])([A-Za-z_]\w*)@[\d:-]+(?![\w.:@\[/-])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static readonly Regex Name = new(@"[A-Za-z_]\w*", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>A size that a contract names, or that the source reads from a parameter.</summary>
    private static readonly Regex InputSize = new(
        @"^[A-Za-z_]\w*(\.shape\[\d+\])?$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private readonly ImmutableArray<Monomial> _terms;
    private string? _rendered;

    private Dim(ImmutableArray<Monomial> terms)
    {
        _terms = terms;
        var length = 0;
        foreach (var term in terms) length += term.MaxLength;

        if (length <= BoundedNames.MaxLength || Text.Length <= BoundedNames.MaxLength) return;
        // A polynomial may double with each step of a loop; a name for its value keeps all that equality needs.
        _terms = ImmutableArray.Create(new Monomial(1, ImmutableArray.Create(IntegerMark + BoundedNames.Shortened(Text))));
        _rendered = null;
    }

    private string Text => _rendered ??= Render(_terms);

    /// <summary>The constant, or null where the dim depends on a symbol or does not fit 64 bits.</summary>
    public long? Constant => _terms.Length switch
    {
        0 => 0,
        1 when _terms[0].Symbols.IsEmpty => _terms[0].Coefficient,
        _ => null,
    };

    public bool IsConstant => Constant is not null;

    /// <summary>A constant; the least of 64 bits, which has no opposite, is <see cref="IsUnknown"/>.</summary>
    public static Dim Of(long value) => value >= -1 && value < Small.Length - 1 ? Small[value + 1] : Constantly(value);

    private static Dim Constantly(long value) => value == long.MinValue
        ? Unknown(FormattableString.Invariant($"({value})"))
        : new(value == 0 ? ImmutableArray<Monomial>.Empty : ImmutableArray.Create(new Monomial(value, ImmutableArray<string>.Empty)));

    /// <summary>A dim that is only known by name. The same name is the same size.</summary>
    public static Dim Symbol(string name) => new(ImmutableArray.Create(new Monomial(1, ImmutableArray.Create(name))));

    /// <summary>An integer that is only known by name and may be negative, unlike a size.</summary>
    public static Dim Integer(string name) => Symbol(IntegerMark + name);

    /// <summary>False where the value is proven to be zero or more: sizes, and sums and products of them.</summary>
    public bool MayBeNegative => MayBeNegativeAmong([]);

    /// <summary>
    /// False where the value is proven to be zero or more, given that the sizes are: a size k * n with k above zero proves n.
    /// </summary>
    public bool MayBeNegativeAmong(IEnumerable<Dim> sizes)
    {
        if (Constant is { } constant) return constant < 0;
        var proven = sizes
            .Where(d => d._terms.Length == 1 && d._terms[0] is { Coefficient: > 0, Symbols.Length: 1 })
            .Select(d => d._terms[0].Symbols[0])
            .ToImmutableHashSet(StringComparer.Ordinal);
        return AboveMinimum()._terms.Any(t => t.Coefficient < 0 || t.Symbols.Any(s => s.Contains(IntegerMark) && !proven.Contains(s)));
    }

    /// <summary>The dim written by how far its sizes are above their minimum, which is zero or more.</summary>
    private Dim AboveMinimum()
    {
        var known = _terms.SelectMany(t => t.Symbols).Distinct().Select(KnownSize.From).Where(k => k?.Minimum > 0).ToImmutableDictionary(
            k => k!.Symbol,
            k => Symbol((k! with { Minimum = 0 }).Symbol) + Of(k!.Minimum));
        return Substitute(known);
    }

    /// <summary>The same expression over symbols of another scope.</summary>
    public Dim WithPrefix(string prefix)
    {
        return prefix.Length == 0
            ? this
            : Normal(
                _terms.Select(t =>
                    t with { Symbols = t.Symbols.Select(Prefixed).OrderBy(s => s, StringComparer.Ordinal).ToImmutableArray() }))!;

        string Prefixed(string symbol) => symbol.Contains(IntegerMark) ? prefix + symbol : Name.Replace(symbol, m => prefix + m.Value);
    }

    /// <summary>The dim with other dims in place of some symbols.</summary>
    public Dim Substitute(ImmutableDictionary<string, Dim> symbols)
    {
        if (symbols.IsEmpty || !_terms.Any(t => t.Symbols.Any(symbols.ContainsKey))) return this;
        return _terms.Aggregate(Zero, (sum, term) => sum + term.Symbols.Aggregate(
            Of(term.Coefficient), (product, symbol) => product * (symbols.TryGetValue(symbol, out var value) ? value : Symbol(symbol))));
    }

    /// <summary>Given that this dim is 0, a symbol and what it is equal to; null where none can be written by itself.</summary>
    public (string Symbol, Dim Value)? Solved()
    {
        // A number that may be negative says less than a size, and that less than one with facts, so the former is written by the latter.
        var alone = _terms
            .Where(t =>
                t.Symbols.Length == 1
                    && _terms.All(o => o.Coefficient % t.Coefficient == 0)
                    && !_terms.Any(o => o != t && o.Symbols.Any(s => s.Contains(t.Symbols[0]))))
            .OrderByDescending(t => t.Symbols[0].Contains(IntegerMark))
            .ThenBy(t => KnownSize.From(t.Symbols[0]) is not null)
            .ThenByDescending(t => t.Symbols[0], StringComparer.Ordinal)
            .FirstOrDefault();
        return alone is null ? null : (alone.Symbols[0], Symbol(alone.Symbols[0]) - FloorDivide(Of(alone.Coefficient)));
    }

    /// <summary>
    /// floor(this / divisor): exact where the divisor divides every coefficient of a symbol, else a symbol that stands for the quotient.
    /// The symbol counts as a size: ask only where the quotient cannot be negative.
    /// </summary>
    public Dim FloorDivide(Dim divisor)
    {
        if (divisor.Constant == 0) return Unknown($"({this}) / 0");
        if (Equals(divisor)) return One;
        // No coefficient and no constant is the one number that -1 cannot divide.
        if (Constant is { } n && divisor.Constant is { } d) return Of(Checked.FloorQuotient(n, d)!.Value);
        if (divisor.Constant is { } k && _terms.All(t => t.Symbols.IsEmpty || t.Coefficient % k == 0))
            return Normal(_terms.Select(t => t with { Coefficient = Checked.FloorQuotient(t.Coefficient, k)!.Value }))!;
        if (Quotient(divisor) is { } exact) return exact;
        // A quotient of what is not known is not known to be a size.
        if (IsUnknown || divisor.IsUnknown) return Unknown($"({this}) / ({divisor})");
        return Symbol($"({this})/{Parenthesised(divisor)}");
    }

    /// <summary>The larger of two dims: one of them where that is decided, else a symbol.</summary>
    public static Dim Max(Dim a, Dim b) => !(a - b).MayBeNegative ? a : !(b - a).MayBeNegative ? b : Extreme("max", a, b);

    /// <summary>The smaller of two dims: one of them where that is decided, else a symbol.</summary>
    public static Dim Min(Dim a, Dim b) => !(a - b).MayBeNegative ? b : !(b - a).MayBeNegative ? a : Extreme("min", a, b);

    private static Dim Extreme(string name, Dim a, Dim b)
    {
        var (first, second) = string.CompareOrdinal(a.Text, b.Text) <= 0 ? (a, b) : (b, a);
        var text = $"{name}({first}, {second})";
        var isSize = name == "max" ? !a.MayBeNegative || !b.MayBeNegative : !a.MayBeNegative && !b.MayBeNegative;
        return isSize ? Symbol(text) : Integer(text);
    }

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
        var end = (to is null ? "" : to.ToString()) + (step == 1 ? "" : ":" + step.ToString(CultureInfo.InvariantCulture));
        return Symbol($"({this})[{from}:{end}]");
    }

    /// <summary>The position in 0 to this size that an end of a slice means; null where that is not decided.</summary>
    private Dim? Clamped(Dim end)
    {
        if (end.Constant < 0)
            return Max(this + end, Zero) is var counted && (counted.Equals(Zero) || counted.Equals(this + end)) ? counted : null;
        return !end.MayBeNegative && Min(this, end) is var nearer && (nearer.Equals(this) || nearer.Equals(end)) ? nearer : null;
    }

    /// <summary>this / divisor where the division leaves no remainder whatever the symbols are, else null.</summary>
    public Dim? Quotient(Dim divisor)
    {
        if (divisor._terms.Length != 1 || divisor.Constant == 0) return null;
        var by = divisor._terms[0];
        var quotients = ImmutableArray.CreateBuilder<Monomial>(_terms.Length);
        foreach (var term in _terms)
        {
            if (term.DividedBy(by) is not { } quotient) return null;
            quotients.Add(quotient);
        }

        return Normal(quotients);
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
    public long? Least => _terms.All(t => t.Symbols.IsEmpty || t.Coefficient > 0 && !t.Symbols.Any(s => s.Contains(IntegerMark)))
        ? _terms.Aggregate(
            Zero, (sum, t) => sum + t.Symbols.Aggregate(Of(t.Coefficient), (product, s) => product * Of(LeastOf(s)))).Constant
        : null;

    private static long LeastOf(string symbol)
    {
        var known = KnownSize.From(symbol);
        return Math.Max(known?.Minimum ?? 0, InputSize.IsMatch(known?.Name ?? symbol) ? 1 : 0);
    }

    /// <summary>True where the two differ whatever the symbols are, as long as no size of an input is 0: N * H and 2 * N * H.</summary>
    public bool DiffersWithoutZeros(Dim other) => IsKnownDifferent(other) || (this - other).Least > 0 || (other - this).Least > 0;

    /// <summary>The names that this dim depends on.</summary>
    public IEnumerable<string> Symbols => _terms.SelectMany(t => t.Symbols).Distinct();

    public bool Equals(Dim? other)
    {
        if (other is null || ReferenceEquals(this, other)) return other is not null;
        return Constant is { } n && other.Constant is { } m ? n == m : Text == other.Text;
    }

    public override bool Equals(object? obj) => Equals(obj as Dim);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    /// <summary>As a person reads it: variables by their names, and a question mark for what only the analysis has a name for.</summary>
    public string Display
    {
        get
        {
            var named = Variable.Replace(Scope.Replace(Text, "").Replace(IntegerMark, ""), "$1");
            return named.IndexOf('@') >= 0 ? "?" : named;
        }
    }

    private static string Parenthesised(Dim dim) =>
        dim.IsConstant || dim._terms.Length == 1 && dim._terms[0].IsName ? dim.ToString() : $"({dim})";

    private static string Render(ImmutableArray<Monomial> terms)
    {
        if (terms.IsEmpty) return "0";
        if (terms.Length == 1) return (terms[0].Coefficient < 0 ? "-" : "") + terms[0].Magnitude;
        var text = new StringBuilder();
        foreach (var term in terms)
        {
            if (text.Length > 0) text.Append(term.Coefficient < 0 ? " - " : " + ");
            else if (term.Coefficient < 0) text.Append('-');
            text.Append(term.Magnitude);
        }

        return text.ToString();
    }
}
