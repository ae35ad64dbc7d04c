using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>What a contract says of the sizes that it names: <c>H % 32 == 0</c>, <c>N >= 1</c>.</summary>
internal sealed class SizeFacts
{
    public static readonly SizeFacts None = new(ImmutableSortedDictionary.Create<string, SizeFact>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, SizeFact> _of;

    private SizeFacts(ImmutableSortedDictionary<string, SizeFact> of) => _of = of;

    /// <summary>The sizes of which something is said.</summary>
    public IEnumerable<string> Names => _of.Keys;

    /// <summary>These and one more.</summary>
    public SizeFacts With(string name, SizeFact fact) => new(_of.SetItem(name, Of(name).And(fact)));

    /// <summary>All that either says.</summary>
    public SizeFacts And(SizeFacts other) => other._of.Aggregate(this, (all, fact) => all.With(fact.Key, fact.Value));

    public SizeFact Of(string name) => _of.TryGetValue(name, out var fact) ? fact : SizeFact.None;

    /// <summary>A shape over symbols that carry what is said of the sizes.</summary>
    public TensorShape Applied(TensorShape shape) => _of.IsEmpty
        ? shape
        : shape with { Dims = shape.Dims.Select(Applied).ToImmutableArray() };

    private Dim Applied(Dim dim) =>
        dim.Over(s => s is NamedSize size && _of.TryGetValue(size.Name, out var fact) ? fact.Size(size.Name) : null);
}

/// <summary>What is said of one size.</summary>
/// <param name="Multiple">It is a multiple of this, at least 1.</param>
/// <param name="Minimum">It is at least this, 0 where nothing is said.</param>
internal readonly record struct SizeFact(long Multiple, long Minimum)
{
    public static readonly SizeFact None = new(1, 0);

    /// <summary>Both facts; where no 32 bits hold the common multiple, only the first says what the size is a multiple of.</summary>
    public SizeFact And(SizeFact other)
    {
        var common = Multiple / Gcd(Multiple, other.Multiple) * other.Multiple;
        return new SizeFact(common <= int.MaxValue ? common : Multiple, Math.Max(Minimum, other.Minimum));
    }

    /// <summary>The smallest size that is so and is at least the given one; the largest where none of 64 bits is.</summary>
    public long AtLeast(long size) => Checked.Product(RoundedUp(Math.Max(size, Minimum)), Multiple) ?? long.MaxValue / Multiple * Multiple;

    /// <summary>The least step in which a size goes from one multiple to others, and that is one of the given steps.</summary>
    public long Common(long step) => step / Gcd(step, Multiple) * Multiple;

    /// <summary>The size of that name.</summary>
    public Dim Size(string name) => Equals(None)
        ? Dim.Symbol(name)
        : Dim.Of(Multiple) * Dim.Symbol(new NamedSize(null, name, Multiple, RoundedUp(Minimum)));

    private long RoundedUp(long size) => size / Multiple + (size % Multiple > 0 ? 1 : 0);

    /// <summary>Of coefficients, which all have an opposite.</summary>
    internal static long Gcd(long a, long b) => b == 0 ? Math.Abs(a) : Gcd(b, a % b);
}
