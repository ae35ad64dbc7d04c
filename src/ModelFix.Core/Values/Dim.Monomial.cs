using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Core.Values;

/// <summary>The products that a dim is the sum of.</summary>
internal sealed partial class Dim
{
    private sealed record Monomial(long Coefficient, ImmutableArray<string> Symbols)
    {
        public string Magnitude
        {
            get
            {
                var size = Math.Abs(Coefficient);
                if (Symbols.IsEmpty) return size.ToString(CultureInfo.InvariantCulture);
                if (size == 1 && Symbols.Length == 1) return Written(Symbols[0], ref size);
                var factors = new List<string>();
                foreach (var symbol in Symbols) factors.Add(Written(symbol, ref size));
                factors.Sort(StringComparer.Ordinal);
                // 2*((H - 1)/2) is not 2*(H - 1)/2.
                var symbols = string.Join("*", factors.Select(s => IsQuotient(s) && (size != 1 || factors.Count > 1) ? $"({s})" : s));
                return size == 1 ? symbols : $"{size.ToString(CultureInfo.InvariantCulture)}*{symbols}";
            }
        }

        /// <summary>Tells products of different symbols apart.</summary>
        public string Key => Symbols.Length == 1 ? Symbols[0] : string.Join("*", Symbols);

        /// <summary>More symbols before fewer, then as they are written.</summary>
        public static readonly Comparer<Monomial> InOrder = Comparer<Monomial>.Create((a, b) =>
        {
            if (a.Symbols.Length != b.Symbols.Length) return b.Symbols.Length.CompareTo(a.Symbols.Length);
            var byName = string.CompareOrdinal(a.Names, b.Names);
            return byName != 0 ? byName : string.CompareOrdinal(a.Key, b.Key);
        });

        /// <summary>What is written is no longer than this: a sign, a coefficient and the symbols in parentheses.</summary>
        public int MaxLength
        {
            get
            {
                var length = 24;
                foreach (var symbol in Symbols) length += symbol.Length + 3;
                return length;
            }
        }

        private string Names => string.Join("*", Symbols.Select(s => KnownSize.From(s)?.Name ?? s).OrderBy(s => s, StringComparer.Ordinal));

        /// <summary>True for a symbol alone that is no quotient.</summary>
        public bool IsName => Coefficient == 1 && Symbols.Length == 1 && !IsQuotient(Magnitude);

        private static bool IsQuotient(string symbol) => symbol[0] == '(' && symbol[symbol.Length - 1] != ']';

        /// <summary>
        /// A symbol, or the size that it is a part of where the coefficient makes it whole; the coefficient is divided by the part then.
        /// </summary>
        private static string Written(string symbol, ref long coefficient)
        {
            if (KnownSize.From(symbol) is not var (name, multiple, _)) return symbol;
            if (coefficient % multiple != 0) return FormattableString.Invariant($"({name})/{multiple}");
            coefficient /= multiple;
            return name;
        }

        /// <summary>The sum with a monomial of the same symbols; null where it leaves 64 bits.</summary>
        public Monomial? Plus(Monomial other) => With(Checked.Sum(Coefficient, other.Coefficient), Symbols);

        public Monomial? Times(long factor) => With(Checked.Product(Coefficient, factor), Symbols);

        public Monomial? Times(Monomial other) =>
            With(Checked.Product(Coefficient, other.Coefficient), Symbols.AddRange(other.Symbols).Sort(StringComparer.Ordinal));

        /// <summary>Every coefficient has an opposite, which is written where it stands behind a minus.</summary>
        private static Monomial? With(long? coefficient, ImmutableArray<string> symbols) =>
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
    }
}
