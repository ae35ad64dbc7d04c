using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Core.Values;

/// <summary>The products that a dim is the sum of.</summary>
internal sealed partial class Dim
{
    private sealed class Monomial
    {
        public Monomial(long coefficient, ImmutableArray<SizeSymbol> symbols)
        {
            (Coefficient, Symbols, Weight) = (coefficient, symbols, 1);
            foreach (var symbol in symbols)
            {
                Weight += symbol.Weight;
                SymbolsHash = unchecked(SymbolsHash * 31 + symbol.GetHashCode());
                HasNegativeSymbols |= symbol.MayBeNegative;
                IsUnknown |= symbol.IsUnknown;
            }
        }

        public long Coefficient { get; }

        public ImmutableArray<SizeSymbol> Symbols { get; }

        /// <summary>As <see cref="Dim.Weight"/>.</summary>
        public int Weight { get; }

        /// <summary>Products of the same symbols have the same.</summary>
        public int SymbolsHash { get; }

        /// <summary>As <see cref="Dim.HasNegativeSymbols"/>.</summary>
        public bool HasNegativeSymbols { get; }

        /// <summary>As <see cref="Dim.IsUnknown"/>.</summary>
        public bool IsUnknown { get; }

        /// <summary>More symbols before fewer, then as the symbols are ordered.</summary>
        public static readonly Comparer<Monomial> InOrder = Comparer<Monomial>.Create((a, b) =>
        {
            if (a.Symbols.Length != b.Symbols.Length) return b.Symbols.Length.CompareTo(a.Symbols.Length);
            for (var i = 0; i < a.Symbols.Length; i++)
                if (a.Symbols[i].CompareTo(b.Symbols[i]) is not 0 and var order) return order;
            return 0;
        });

        /// <summary>True for a symbol alone that is no quotient.</summary>
        public bool IsName => Coefficient == 1 && Symbols.Length == 1 && Symbols[0] is not (FloorQuotient or NamedSize { Multiple: > 1 });

        public bool HasSameSymbols(Monomial other)
        {
            if (Symbols.Length != other.Symbols.Length || SymbolsHash != other.SymbolsHash) return false;
            for (var i = 0; i < Symbols.Length; i++)
                if (!Symbols[i].Equals(other.Symbols[i])) return false;
            return true;
        }

        /// <summary>The product without its sign; null where a person reads nothing of it.</summary>
        public string? Magnitude(bool isDisplay)
        {
            var size = Math.Abs(Coefficient);
            if (Symbols.IsEmpty) return size.ToString(CultureInfo.InvariantCulture);
            var factors = new List<(string Text, string? Shown, bool IsQuotient)>();
            foreach (var symbol in Symbols) factors.Add(Factor(symbol, isDisplay, ref size));
            if (factors.Any(f => f.Shown is null)) return null;
            factors.Sort((a, b) => string.CompareOrdinal(a.Text, b.Text));
            // 2*((H - 1)/2) is not 2*(H - 1)/2.
            var isAlone = size == 1 && factors.Count == 1;
            var product = string.Join("*", factors.Select(f => f.IsQuotient && !isAlone ? $"({f.Shown})" : f.Shown));
            return size == 1 ? product : $"{size.ToString(CultureInfo.InvariantCulture)}*{product}";
        }

        /// <summary>
        /// A symbol, or the size that it is a part of where the coefficient makes it whole; the coefficient is divided by the part then.
        /// </summary>
        private static (string Text, string? Shown, bool IsQuotient) Factor(SizeSymbol symbol, bool isDisplay, ref long coefficient)
        {
            var shown = isDisplay ? symbol.Display : symbol.Text;
            if (symbol is not NamedSize { Multiple: > 1 and var multiple }) return (symbol.Text, shown, symbol is FloorQuotient);
            if (coefficient % multiple != 0)
                return (Divided(symbol.Text), shown is null ? null : Divided(shown), IsQuotient: true);
            coefficient /= multiple;
            return (symbol.Text, shown, IsQuotient: false);

            string Divided(string size) => FormattableString.Invariant($"({size})/{multiple}");
        }

        /// <summary>The sum with a monomial of the same symbols; null where it leaves 64 bits.</summary>
        public Monomial? Plus(Monomial other) => With(Checked.Sum(Coefficient, other.Coefficient), Symbols);

        public Monomial? Times(long factor) => With(Checked.Product(Coefficient, factor), Symbols);

        public Monomial? Times(Monomial other)
        {
            var symbols = Symbols.IsEmpty ? other.Symbols : other.Symbols.IsEmpty ? Symbols : Symbols.AddRange(other.Symbols).Sort();
            return With(Checked.Product(Coefficient, other.Coefficient), symbols);
        }

        /// <summary>Every coefficient has an opposite, which is written where it stands behind a minus.</summary>
        private static Monomial? With(long? coefficient, ImmutableArray<SizeSymbol> symbols) =>
            coefficient is { } known && known != long.MinValue ? new Monomial(known, symbols) : null;

        public Monomial? DividedBy(Monomial other)
        {
            if (Coefficient % other.Coefficient != 0) return null;
            var rest = Symbols;
            foreach (var symbol in other.Symbols)
            {
                var at = rest.IndexOf(symbol);
                if (at < 0) return null;
                rest = rest.RemoveAt(at);
            }

            return new Monomial(Coefficient / other.Coefficient, rest);
        }

        /// <summary>By the symbols alone.</summary>
        public sealed class BySymbols : IEqualityComparer<Monomial>
        {
            public static readonly BySymbols Instance = new();

            public bool Equals(Monomial? x, Monomial? y) => ReferenceEquals(x, y) || x is not null && y is not null && x.HasSameSymbols(y);

            public int GetHashCode(Monomial product) => product.SymbolsHash;
        }
    }
}
