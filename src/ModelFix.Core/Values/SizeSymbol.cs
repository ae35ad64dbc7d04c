using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace ModelFix.Core.Values;

/// <summary>
/// What a <see cref="Dim"/> is a polynomial over: a size or number that is known by name alone, or that polynomials cannot compute. Equal
/// symbols are equal numbers. The kinds of symbols are those of this file and the <see cref="ComputedSize"/>s.
/// </summary>
internal abstract record SizeSymbol : IComparable<SizeSymbol>
{
    private string? _text;

    private protected SizeSymbol() { }

    /// <summary>A copy with other contents is written otherwise.</summary>
    protected SizeSymbol(SizeSymbol original) => _ = original;

    /// <summary>False where the number is proven to be zero or more.</summary>
    public virtual bool MayBeNegative => false;

    /// <summary>True where the arithmetic that it stands for left 64 bits, or divided by zero.</summary>
    public virtual bool IsUnknown => false;

    /// <summary>The least value where no size of an input is 0.</summary>
    public virtual long Least => 0;

    /// <summary>How many terms and symbols it takes to write this out.</summary>
    public virtual int Weight => 1;

    /// <summary>The dims that it is computed from.</summary>
    public virtual ImmutableArray<Dim> Parts => ImmutableArray<Dim>.Empty;

    /// <summary>As contracts and tests write it; values of different calls may be written alike.</summary>
    public string Text => _text ??= Written(isDisplay: false)!;

    /// <summary>As a person reads it; null where only the analysis has a name for it.</summary>
    public string? Display => Written(isDisplay: true);

    /// <summary>What it is a size of, or in which scope it has its name.</summary>
    private protected virtual ValueId? Owner => null;

    /// <summary>The same computation over other dims; null where it is none, or where none of its parts changes.</summary>
    public virtual Dim? Over(Func<SizeSymbol, Dim?> of) => null;

    /// <summary>True for the symbol and those that it is computed from.</summary>
    public bool Contains(SizeSymbol symbol) => Equals(symbol) || Parts.Any(p => p.Symbols.Any(s => s.Contains(symbol)));

    /// <summary>As they are written, which is by name for named sizes, then by what tells those apart that are written alike.</summary>
    public int CompareTo(SizeSymbol? other)
    {
        if (ReferenceEquals(this, other) || other is null) return other is null ? 1 : 0;
        if (string.CompareOrdinal(Text, other.Text) is not 0 and var byText) return byText;
        if (string.CompareOrdinal(GetType().Name, other.GetType().Name) is not 0 and var byKind) return byKind;
        if (Compare(Owner, other.Owner) is not 0 and var byOwner) return byOwner;
        for (var i = 0; i < Math.Min(Parts.Length, other.Parts.Length); i++)
            if (Parts[i].CompareTo(other.Parts[i]) is not 0 and var byPart) return byPart;
        return CompareFacts(other);
    }

    public virtual bool Equals(SizeSymbol? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    public sealed override string ToString() => Text;

    private protected abstract string? Written(bool isDisplay);

    private protected virtual int CompareFacts(SizeSymbol other) => 0;

    private static int Compare(ValueId? a, ValueId? b) => a is null ? b is null ? 0 : -1 : a.CompareTo(b);
}

/// <summary>A size that a contract names, divided by what it is known to be a multiple of.</summary>
/// <param name="Scope">The method, lambda or call whose contract it is; null for the method that is asked about.</param>
/// <param name="Name">The size.</param>
/// <param name="Multiple">The size is this times the symbol.</param>
/// <param name="Minimum">The symbol is at least this.</param>
internal sealed record NamedSize(ValueId? Scope, string Name, long Multiple = 1, long Minimum = 0) : SizeSymbol
{
    /// <summary>True where something is said of the size.</summary>
    public bool HasFacts => Multiple != 1 || Minimum != 0;

    public override long Least => Math.Max(Minimum, Scope is null ? 1 : 0);

    private protected override ValueId? Owner => Scope;

    private protected override string? Written(bool isDisplay)
    {
        if (Scope is null) return Name;
        return isDisplay ? Scope.DisplayOfScope is { } scope ? scope + Name : null : Scope.TextOfScope + Name;
    }

    private protected override int CompareFacts(SizeSymbol other) =>
        (Multiple, Minimum).CompareTo((((NamedSize)other).Multiple, ((NamedSize)other).Minimum));
}

/// <summary>A size of a tensor whose shape does not say it, or a number of its sizes.</summary>
internal sealed record SizeOfValue(ValueId Value, SizeOfValue.Which Of, long Dim = 0) : SizeSymbol
{
    internal enum Which
    {
        /// <summary>The size of a dim that a tensor has, negative for one that is counted from its end.</summary>
        Shape,

        /// <summary>A size that an operator gave the tensor.</summary>
        Made,
        Rank,
        Count,
    }

    public override long Least => Of == Which.Shape && Dim >= 0 && Value.IsInput ? 1 : 0;

    private protected override ValueId? Owner => Value;

    private protected override string? Written(bool isDisplay) =>
        (isDisplay ? Value.Display : Value.Text) is { } value ? value + Member : null;

    private string Member => Of switch
    {
        Which.Shape => FormattableString.Invariant($".shape[{Dim}]"),
        Which.Made => FormattableString.Invariant($"[{Dim}]"),
        Which.Rank => ".dim()",
        _ => ".numel()",
    };
}

/// <summary>An integer that only has a name: an argument, a loop variable, what a variable holds after different ways.</summary>
internal sealed record NumberOfValue(ValueId Value, bool IsSize) : SizeSymbol
{
    public override bool MayBeNegative => !IsSize;

    private protected override ValueId? Owner => Value;

    private protected override string? Written(bool isDisplay) =>
        isDisplay ? Value.DisplayOfNumber : (IsSize ? "" : "int ") + Value.Text;
}

/// <summary>A number that 64 bits do not hold, or that a division by zero would be. It is equal to itself alone.</summary>
internal sealed record UnknownNumber : SizeSymbol
{
    public override bool MayBeNegative => true;

    public override bool IsUnknown => true;

    public bool Equals(UnknownNumber? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private protected override string? Written(bool isDisplay) => isDisplay ? null : "int unknown@";
}

/// <summary>
/// What stands for a polynomial that is too heavy to be looked at with each step. It is equal to itself alone, so nothing of the polynomial
/// is kept but what all ask for.
/// </summary>
internal sealed record HeavySize(bool IsSize, bool IsBeyondBits) : SizeSymbol
{
    public override bool MayBeNegative => !IsSize;

    public override bool IsUnknown => IsBeyondBits;

    public bool Equals(HeavySize? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private protected override string? Written(bool isDisplay) => isDisplay ? null : (IsSize ? "" : "int ") + "heavy@";
}
