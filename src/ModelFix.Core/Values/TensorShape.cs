using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>
/// A tensor's shape: all dims, or only the last ones with any number of dims before them (as in [..., C, H, W]).
/// </summary>
/// <param name="HasLeading">True where an unknown number of dims comes before <paramref name="Dims"/>; the rank is unknown then.</param>
/// <param name="Dims">The dims that are known to exist, the last one last.</param>
internal sealed record TensorShape(bool HasLeading, ImmutableArray<Dim> Dims)
{
    /// <summary>libtorch takes no tensor of more dims.</summary>
    public const int MaxRank = 64;

    /// <summary>Nothing is known: any rank, any size.</summary>
    public static readonly TensorShape Unknown = new(true, ImmutableArray<Dim>.Empty);

    public static TensorShape Of(params Dim[] dims) => new(false, dims.ToImmutableArray());

    public static TensorShape Of(IEnumerable<Dim> dims) => new(false, dims.ToImmutableArray());

    /// <summary>
    /// Sizes known by their place from the front though the rank is unknown, as after <c>sum(1, keepdim: true)</c>; null for a gap.
    /// </summary>
    public ImmutableArray<Dim?> Front { get; init; } = ImmutableArray<Dim?>.Empty;

    public int? Rank => HasLeading ? null : Dims.Length;

    /// <summary>The tensor has at least this many dims.</summary>
    public int MinRank => Math.Max(Dims.Length, Front.Length);

    /// <summary>The product of all dims, or null where the rank is unknown.</summary>
    public Dim? ElementCount => HasLeading ? null : Dims.Aggregate(Dim.One, (product, dim) => product * dim);

    /// <summary>The size of a dim (negative: counted from the end), or null where it is not known or does not exist.</summary>
    public Dim? this[long dim]
    {
        get
        {
            if (dim >= 0 && HasLeading) return dim < Front.Length ? Front[(int)dim] : null;
            var at = dim >= 0 ? dim : dim + Dims.Length;
            return at >= 0 && at < Dims.Length ? Dims[(int)at] : null;
        }
    }

    /// <summary>The dim counted from the front, or null where that needs a rank that is unknown or the dim is out of range.</summary>
    public int? FromFront(long dim)
    {
        if (dim >= 0) return dim < (Rank ?? MaxRank) ? (int)dim : null;
        return Rank is { } known && dim + known >= 0 ? (int)(dim + known) : null;
    }

    /// <summary>The same shape over sizes that are named in a scope.</summary>
    public TensorShape WithScope(ValueId scope) => this with
    {
        Dims = Dims.Select(d => d.WithScope(scope)).ToImmutableArray(),
        Front = Front.Select(d => d?.WithScope(scope)).ToImmutableArray(),
    };

    public bool Equals(TensorShape? other) =>
        other is not null && HasLeading == other.HasLeading && Dims.SequenceEqual(other.Dims) && Front.SequenceEqual(other.Front);

    public override int GetHashCode() => Dims.Aggregate(HasLeading ? 17 : 31, (hash, dim) => hash * 31 + dim.GetHashCode());

    public override string ToString() => Written(Dims.Select(d => d.ToString()));

    /// <summary>As a person reads it: <c>[N, ?, 8]</c>.</summary>
    public string Display => Written(Dims.Select(d => d.Display));

    private string Written(IEnumerable<string> dims) =>
        "[" + (HasLeading ? Dims.IsEmpty ? "..." : "..., " : "") + string.Join(", ", dims) + "]";
}
