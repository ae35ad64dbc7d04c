using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Core.Values;

/// <summary>A number that is computed from dims, though not by sums and products.</summary>
internal abstract record ComputedSize : SizeSymbol
{
    private readonly bool _hasNegative;
    private readonly int _hash;

    private protected ComputedSize(params Dim[] parts)
    {
        Parts = ImmutableArray.Create(parts);
        Weight = 1;
        foreach (var part in parts)
        {
            Weight += part.Weight;
            _hasNegative |= part.HasNegativeSymbols;
            IsUnknown |= part.IsUnknown;
            _hash = unchecked(_hash * 31 + part.GetHashCode());
        }
    }

    /// <summary>What is computed from a number that may be negative may be so too.</summary>
    public override bool MayBeNegative => _hasNegative;

    public sealed override bool IsUnknown { get; }

    public sealed override int Weight { get; }

    public sealed override ImmutableArray<Dim> Parts { get; }

    public sealed override Dim? Over(Func<SizeSymbol, Dim?> of)
    {
        var parts = Parts;
        for (var i = 0; i < parts.Length; i++)
            if (parts[i].Over(of) is var part && !ReferenceEquals(part, parts[i])) parts = parts.SetItem(i, part);
        return parts == Parts ? null : Computed(parts);
    }

    public virtual bool Equals(ComputedSize? other) => ReferenceEquals(this, other)
        || base.Equals(other) && _hash == other!._hash && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => unchecked(base.GetHashCode() * 31 + _hash);

    /// <summary>The same of other dims.</summary>
    private protected abstract Dim Computed(ImmutableArray<Dim> parts);

    /// <summary>The parts as they are written; null where one of them is not.</summary>
    private protected IReadOnlyList<string>? WrittenParts(bool isDisplay)
    {
        var written = Parts.Select(p => p.Written(isDisplay)).OfType<string>().ToList();
        return written.Count == Parts.Length ? written : null;
    }
}

/// <summary>A quotient, rounded down. It counts as a size.</summary>
internal sealed record FloorQuotient : ComputedSize
{
    public FloorQuotient(Dim dividend, Dim divisor) : base(dividend, divisor) { }

    private protected override string? Written(bool isDisplay)
    {
        if (WrittenParts(isDisplay) is not { } parts) return null;
        return Parts[1].IsConstant || Parts[1].IsName ? $"({parts[0]})/{parts[1]}" : $"({parts[0]})/({parts[1]})";
    }

    private protected override Dim Computed(ImmutableArray<Dim> parts) => parts[0].FloorDivide(parts[1]);
}

/// <summary>A quotient, cut towards zero as C# does, of numbers of which one may be negative.</summary>
internal sealed record CutQuotient : ComputedSize
{
    public CutQuotient(Dim dividend, Dim divisor) : base(dividend, divisor) { }

    public override bool MayBeNegative => true;

    private protected override string? Written(bool isDisplay) =>
        WrittenParts(isDisplay) is { } parts ? $"{(isDisplay ? "" : "int ")}trunc(({parts[0]})/({parts[1]}))" : null;

    private protected override Dim Computed(ImmutableArray<Dim> parts) => parts[0].CutDivide(parts[1]);
}

/// <summary>The larger or the smaller of two dims.</summary>
internal sealed record ExtremeSize : ComputedSize
{
    /// <param name="isLarger">Which of them.</param>
    /// <param name="a">One of them.</param>
    /// <param name="b">The other one; their order does not matter.</param>
    public ExtremeSize(bool isLarger, Dim a, Dim b) : base(a.CompareTo(b) <= 0 ? [a, b] : [b, a])
    {
        IsLarger = isLarger;
        IsSize = isLarger ? !a.MayBeNegative || !b.MayBeNegative : !a.MayBeNegative && !b.MayBeNegative;
    }

    public bool IsLarger { get; }

    public override bool MayBeNegative => !IsSize || base.MayBeNegative;

    private bool IsSize { get; }

    private protected override string? Written(bool isDisplay) => WrittenParts(isDisplay) is { } parts
        ? $"{(isDisplay || IsSize ? "" : "int ")}{(IsLarger ? "max" : "min")}({parts[0]}, {parts[1]})"
        : null;

    private protected override Dim Computed(ImmutableArray<Dim> parts) =>
        IsLarger ? Dim.Max(parts[0], parts[1]) : Dim.Min(parts[0], parts[1]);
}

/// <summary>How many positions a slice takes, its ends clamped.</summary>
internal sealed record SliceSize : ComputedSize
{
    /// <param name="size">The size that is sliced.</param>
    /// <param name="from">The first position; negative ones count from the end.</param>
    /// <param name="to">The position after the last, null for the end.</param>
    /// <param name="step">The distance between the positions.</param>
    public SliceSize(Dim size, Dim from, Dim? to, long step) : base(to is null ? [size, from] : [size, from, to]) => Step = step;

    public long Step { get; }

    private protected override string? Written(bool isDisplay)
    {
        if (WrittenParts(isDisplay) is not { } parts) return null;
        var step = Step == 1 ? "" : ":" + Step.ToString(CultureInfo.InvariantCulture);
        return $"({parts[0]})[{parts[1]}:{(parts.Count > 2 ? parts[2] : "")}{step}]";
    }

    private protected override int CompareFacts(SizeSymbol other) => Step.CompareTo(((SliceSize)other).Step);

    private protected override Dim Computed(ImmutableArray<Dim> parts) =>
        parts[0].Sliced(parts[1], parts.Length > 2 ? parts[2] : null, Step);
}
