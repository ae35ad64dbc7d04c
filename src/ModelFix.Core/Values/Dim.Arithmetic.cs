using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>Sums and products, which are <see cref="IsUnknown"/> where they leave 64 bits.</summary>
internal sealed partial class Dim
{
    /// <summary>
    /// Marks symbols for numbers that cannot be computed. The at sign keeps them from being shown, and no name has it before a parenthesis.
    /// </summary>
    private const string UnknownMark = "unknown@";

    public static Dim operator +(Dim left, Dim right)
    {
        if (left._terms.IsEmpty) return right;
        if (right._terms.IsEmpty) return left;
        var sum = left.Constant is { } l && right.Constant is { } r ? Exactly(Checked.Sum(l, r)) : Normal(left._terms.Concat(right._terms));
        return sum ?? Unknown($"({left}) + ({right})");
    }

    public static Dim operator -(Dim left, Dim right) => left + Of(-1) * right;

    public static Dim operator *(Dim left, Dim right)
    {
        return Product(left, right) ?? Unknown($"({left}) * ({right})");
    }

    private static Dim? Product(Dim left, Dim right)
    {
        if (left.Constant is { } l) return right.Constant is { } r ? Exactly(Checked.Product(l, r)) : right.Times(l);
        return right.Constant is { } factor
            ? left.Times(factor)
            : Normal(left._terms.SelectMany(a => right._terms.Select(b => a.Times(b))));
    }

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
    /// What stands for a number that 64 bits do not hold, or that a division by zero would be. The name says how it is computed, so that
    /// the same computation is the same number; beyond that nothing is known of it.
    /// </summary>
    private static Dim Unknown(string computed) => Integer(UnknownMark + BoundedNames.Shortened(computed));

    /// <summary>True where the arithmetic left 64 bits, or divided by zero.</summary>
    public bool IsUnknown => _terms.Any(t => t.Symbols.Any(s => s.Contains(UnknownMark)));

    /// <summary>True where no coefficient is above a limit.</summary>
    public bool IsWithin(long limit) => _terms.All(t => t.Coefficient <= limit && t.Coefficient >= -limit);

    private static Dim? Exactly(long? value) => value is { } known && known != long.MinValue ? Of(known) : null;

    /// <summary>The sum of terms; null where one of them is not known, or a coefficient leaves 64 bits.</summary>
    private static Dim? Normal(IEnumerable<Monomial?> terms)
    {
        var merged = new Dictionary<string, Monomial>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            if ((term is not null && merged.TryGetValue(term.Key, out var same) ? same.Plus(term) : term) is not { } sum) return null;
            merged[sum.Key] = sum;
        }

        var sums = merged.Values.Where(t => t.Coefficient != 0).ToArray();
        if (sums.Length > 1) Array.Sort(sums, Monomial.InOrder);
        return sums.Length == 0 ? Zero : new Dim(ImmutableArray.Create(sums));
    }
}
