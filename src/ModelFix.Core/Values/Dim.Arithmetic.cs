using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>Sums, products and quotients, which are <see cref="IsUnknown"/> where they leave 64 bits.</summary>
internal sealed partial class Dim
{
    public static Dim operator +(Dim left, Dim right)
    {
        if (left._terms.IsEmpty) return right;
        if (right._terms.IsEmpty) return left;
        var sum = left.Constant is { } l && right.Constant is { } r ? Exactly(Checked.Sum(l, r)) : Normal(left._terms.Concat(right._terms));
        return sum ?? Unknown();
    }

    public static Dim operator -(Dim left, Dim right) => left + Of(-1) * right;

    public static Dim operator *(Dim left, Dim right) => Product(left, right) ?? Unknown();

    private static Dim? Product(Dim left, Dim right)
    {
        if (left.Constant is { } l) return right.Constant is { } r ? Exactly(Checked.Product(l, r)) : right.Times(l);
        if (right.Constant is { } factor) return left.Times(factor);
        // Few of so many terms are of the same symbols, and what is too heavy is not worth computing.
        return left._terms.Length * right._terms.Length > MaxWeight
            ? new Dim(ImmutableArray.Create(Heavy(left._terms.AddRange(right._terms))))
            : Normal(left._terms.SelectMany(a => right._terms.Select(b => a.Times(b))));
    }

    private static bool IsHeavy(ImmutableArray<Monomial> terms)
    {
        var weight = 0;
        foreach (var term in terms) weight += term.Weight;
        return weight > MaxWeight;
    }

    /// <summary>What stands for a sum or product that is too heavy; sums and products of sizes are zero or more.</summary>
    private static Monomial Heavy(ImmutableArray<Monomial> terms) => new(1, ImmutableArray.Create<SizeSymbol>(
        new HeavySize(terms.All(t => t.Coefficient > 0 && !t.HasNegativeSymbols), terms.Any(t => t.IsUnknown))));

    private Dim? Times(long factor)
    {
        if (factor is 0 or 1) return factor == 0 ? Zero : this;
        var terms = ImmutableArray.CreateBuilder<Monomial>(_terms.Length);
        // The order of the monomials does not depend on their coefficients.
        foreach (var term in _terms)
        {
            if (term.Times(factor) is not { } product) return null;
            terms.Add(product);
        }

        return new Dim(terms.MoveToImmutable());
    }

    /// <summary>
    /// What stands for a number that 64 bits do not hold, or that a division by zero would be: nothing is known of it.
    /// </summary>
    private static Dim Unknown() => Symbol(new UnknownNumber());

    /// <summary>True where no coefficient is above a limit.</summary>
    public bool IsWithin(long limit) => _terms.All(t => t.Coefficient <= limit && t.Coefficient >= -limit);

    private static Dim? Exactly(long? value) => value is { } known && known != long.MinValue ? Of(known) : null;

    /// <summary>The sum of terms; null where one of them is not known, or a coefficient leaves 64 bits.</summary>
    private static Dim? Normal(IEnumerable<Monomial?> terms)
    {
        var merged = new Dictionary<Monomial, Monomial>(Monomial.BySymbols.Instance);
        foreach (var term in terms)
        {
            if ((term is not null && merged.TryGetValue(term, out var same) ? same.Plus(term) : term) is not { } sum) return null;
            merged[sum] = sum;
        }

        var sums = merged.Values.Where(t => t.Coefficient != 0).ToArray();
        if (sums.Length > 1) Array.Sort(sums, Monomial.InOrder);
        return sums.Length == 0 ? Zero : new Dim(ImmutableArray.Create(sums));
    }

    /// <summary>
    /// floor(this / divisor): exact where the divisor divides every coefficient of a symbol, else a symbol that stands for the quotient.
    /// The symbol counts as a size: ask only where the quotient cannot be negative.
    /// </summary>
    public Dim FloorDivide(Dim divisor)
    {
        if (divisor.Constant == 0) return Unknown();
        if (Equals(divisor)) return One;
        // No coefficient and no constant is the one number that -1 cannot divide.
        if (Constant is { } n && divisor.Constant is { } d) return Of(Checked.FloorQuotient(n, d)!.Value);
        if (divisor.Constant is { } k && _terms.All(t => t.Symbols.IsEmpty || t.Coefficient % k == 0))
            return Normal(_terms.Select(t => new Monomial(Checked.FloorQuotient(t.Coefficient, k)!.Value, t.Symbols)))!;
        if (Quotient(divisor) is { } exact) return exact;
        // A quotient of what is not known is not known to be a size.
        return IsUnknown || divisor.IsUnknown ? Unknown() : Symbol(new FloorQuotient(this, divisor));
    }

    /// <summary>
    /// this / divisor, which C# cuts towards zero: where the dividend may be negative and the division may leave a remainder that is not
    /// the floor that a quotient of sizes stands for, but a value of its own.
    /// </summary>
    public Dim CutDivide(Dim divisor)
    {
        if (divisor.Constant == 0) return Unknown();
        if (Constant is { } n && divisor.Constant is { } d) return Checked.Quotient(n, d) is { } quotient ? Of(quotient) : Unknown();
        if (Quotient(divisor) is { } exact) return exact;
        return MayBeNegative || divisor.MayBeNegative ? Symbol(new CutQuotient(this, divisor)) : FloorDivide(divisor);
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
}
