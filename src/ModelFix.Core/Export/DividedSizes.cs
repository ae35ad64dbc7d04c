using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>
/// The formulas of one source with a division that give a size in every recording: e * s + a * ((f * s + b) / d) + c. Of each divisor a
/// range of b fits, which is found without trying them.
/// </summary>
internal static class DividedSizes
{
    private const long LargestDivisor = 1024;

    private const long LargestFactor = 4;

    /// <summary>As many b of a range as are told apart in one round.</summary>
    private const int Samples = 9;

    /// <summary>(s + b) / d + c.</summary>
    public static SizeFormula? Plain(SizeSource source, Size size) => Best(Plains(source, size, factor: 1));

    /// <summary>(f * s + b) / d + c with a factor.</summary>
    public static SizeFormula? Fractional(SizeSource source, Size size) => Best(Fractionals(source, size));

    /// <summary>a * ((s + b) / d) + c: rounded to multiples.</summary>
    public static SizeFormula? Rounded(SizeSource source, Size size) => Best(Roundeds(source, size));

    /// <summary>What is left of a size after a division, or is missing to a multiple: ±s ± d * ((s + b) / d) + c.</summary>
    public static SizeFormula? Remainder(SizeSource source, Size size) => Best(Remainders(source, size));

    /// <summary>The formulas that would do as well as the one that was taken, and may give something else at other sizes.</summary>
    public static IEnumerable<SizeFormula> Rivals(SizeSource source, Size size, SizeFormula taken) =>
        (taken.Terms.Any(t => t.Factor != 1) ? Fractionals(source, size) : [])
            .Concat(Plains(source, size, factor: 1))
            .Concat(Roundeds(source, size))
            .Concat(Remainders(source, size))
            .SelectMany(f => f.Sampled.Select(f.Formula));

    private static IEnumerable<Fit> Plains(SizeSource source, Size size, long factor) => Fits(
        source, size, (Sign: 0, Factor: factor), _ => [1]);

    private static IEnumerable<Fit> Fractionals(SizeSource source, Size size) =>
        new long[] { 2, 3, LargestFactor }.SelectMany(f => Plains(source, size, f).Where(p => p.Divisor % f != 0));

    private static IEnumerable<Fit> Roundeds(SizeSource source, Size size)
    {
        var common = Enumerable.Range(1, size.Count - 1).Select(i => Math.Abs(size.At(i) - size.First)).Aggregate(0L, Common);
        return common < 2 ? [] : Fits(
            source, size, (Sign: 0, Factor: 1), d => new[] { d, common }.Where(a => common % a == 0).Distinct());
    }

    private static IEnumerable<Fit> Remainders(SizeSource source, Size size) =>
        new[] { 1, -1 }.SelectMany(sign => Fits(source, size, (sign, Factor: 1), d => [-sign * d]));

    private static long Common(long a, long b) => b == 0 ? a : Common(b, a % b);

    private static IEnumerable<Fit> Fits(
        SizeSource source, Size size, (int Sign, long Factor) form, Func<long, IEnumerable<long>> coefficients)
    {
        for (var divisor = 2L; divisor <= LargestDivisor; divisor++)
            foreach (var coefficient in coefficients(divisor))
                if (Fit.Of(source, size, form, (divisor, coefficient)) is { IsTold: true } fit) yield return fit;
    }

    /// <summary>
    /// The simplest: what is rounded down or up from 0 before what is counted from anywhere. Several divisors may give the same: what
    /// leaves nothing of any size comes before powers of two, which networks halve sizes to, and those before all others.
    /// </summary>
    private static SizeFormula? Best(IEnumerable<Fit> fits) => fits
        .OrderBy(f => f.IsRounded ? 0 : 1)
        .ThenBy(f => Math.Abs(f.Formula(f.Simplest).Summand))
        .ThenBy(f => f.Source.Size.All(s => s % f.Divisor == 0) ? 0 : (f.Divisor & (f.Divisor - 1)) == 0 ? 1 : 2)
        .ThenBy(f => f.Divisor)
        .Select(f => f.Formula(f.Simplest))
        .FirstOrDefault();

    /// <summary>The formulas with a divisor: all b from the least to the most give the size in every recording.</summary>
    private sealed record Fit(
        SizeSource Source, int Sign, long Factor, long Divisor, long Coefficient, long Least, long Most, long Summand)
    {
        public static Fit? Of(SizeSource source, Size size, (int Sign, long Factor) form, (long Divisor, long Coefficient) by)
        {
            var first = size.First - form.Sign * source.Size.First;
            var (least, most, varies) = (long.MinValue, long.MaxValue, false);
            for (var i = 0; i < size.Count; i++)
            {
                var divided = size.At(i) - form.Sign * source.Size.At(i) - first;
                if (divided % by.Coefficient != 0) return null;
                varies |= divided != 0;
                var from = divided / by.Coefficient * by.Divisor - form.Factor * source.Size.At(i);
                (least, most) = (Math.Max(least, from), Math.Min(most, from + by.Divisor - 1));
                if (least > most) return null;
            }

            return varies ? new Fit(source, form.Sign, form.Factor, by.Divisor, by.Coefficient, least, most, first) : null;
        }

        /// <summary>The simplest b: a multiple of the divisor or one less, whichever leaves less to add, or else the least.</summary>
        public long Simplest => new[] { Most - Modulo(Most), Most - Modulo(Most + 1) }
            .Where(b => b >= Least)
            .OrderBy(b => Math.Abs(Formula(b).Summand))
            .Append(Least)
            .First();

        /// <summary>Some b of the range, evenly.</summary>
        public IEnumerable<long> Sampled =>
            Enumerable.Range(0, Samples).Select(i => Least + (Most - Least) * i / (Samples - 1)).Distinct();

        public bool IsRounded => Modulo(Simplest) is var inner && (inner == 0 || inner == Divisor - 1);

        /// <summary>True where the source has more different sizes than the formula has numbers to choose: else some always fit.</summary>
        public bool IsTold
        {
            get
            {
                var chosen = (IsRounded ? 1 : 2) + (Sign == 0 && Coefficient == 1 ? 0 : 1) + (Factor == 1 ? 0 : 1)
                    + (Formula(Simplest).Summand == 0 ? 0 : 1);
                return Enumerable.Range(0, Source.Size.Count).Select(Source.Size.At).Distinct().Count() > chosen;
            }
        }

        public SizeFormula Formula(long b)
        {
            var term = new SizeTerm(ImmutableArray.Create(Source))
            {
                Coefficient = Coefficient,
                Factor = Factor,
                Inner = Modulo(b),
                Divisor = Divisor,
            };
            var summand = Summand + Coefficient * ((b - Modulo(b)) / Divisor);
            var alone = new SizeTerm(ImmutableArray.Create(Source)) { Coefficient = Sign };
            return new SizeFormula(Sign == 0 ? ImmutableArray.Create(term) : ImmutableArray.Create(alone, term), summand);
        }

        private long Modulo(long b) => (b % Divisor + Divisor) % Divisor;
    }
}
