using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Core.Export;

/// <summary>
/// An integer of a model's trace: its value at each of the sizes that the model was recorded at. Where all are the same it is a constant.
/// </summary>
internal readonly struct Size : IEquatable<Size>
{
    private const int MostShown = 8;

    private readonly long _constant;
    private readonly ImmutableArray<long> _values;

    private Size(long constant) => (_constant, _values) = (constant, default);

    private Size(ImmutableArray<long> values) => (_constant, _values) = (values[0], values);

    /// <summary>True where it is the same in every recording.</summary>
    public bool IsConstant => _values.IsDefault;

    /// <summary>The value in the first recording.</summary>
    public long First => _constant;

    public static Size Of(IEnumerable<long> values)
    {
        var all = values.ToImmutableArray();
        return all.All(v => v == all[0]) ? new Size(all[0]) : new Size(all);
    }

    public static implicit operator Size(long constant) => new(constant);

    public static Size operator +(Size left, Size right) => left.With(right, (l, r) => l + r);

    public static Size operator -(Size left, Size right) => left.With(right, (l, r) => l - r);

    public static Size operator *(Size left, Size right) => left.With(right, (l, r) => l * r);

    public static bool operator ==(Size left, Size right) => left.Equals(right);

    public static bool operator !=(Size left, Size right) => !left.Equals(right);

    /// <summary>What a function of both values gives in each recording.</summary>
    public Size With(Size other, Func<long, long, long> function)
    {
        if (IsConstant && other.IsConstant) return function(First, other.First);
        var self = this;
        return Of(Enumerable.Range(0, IsConstant ? other._values.Length : _values.Length).Select(i => function(self.At(i), other.At(i))));
    }

    /// <summary>What a function of the value gives in each recording.</summary>
    public Size Select(Func<long, long> function) => IsConstant ? function(First) : Of(_values.Select(function));

    public bool All(Func<long, bool> test) => IsConstant ? test(First) : _values.All(test);

    /// <summary>The value in a recording.</summary>
    public long At(int recording) => IsConstant ? _constant : _values[recording];

    /// <summary>How many recordings it differs over; 1 for a constant.</summary>
    public int Count => IsConstant ? 1 : _values.Length;

    public bool Equals(Size other) =>
        IsConstant == other.IsConstant && _constant == other._constant && (IsConstant || _values.SequenceEqual(other._values));

    public override bool Equals(object? obj) => obj is Size other && Equals(other);

    public override int GetHashCode() =>
        IsConstant ? _constant.GetHashCode() : _values.Aggregate(17, (hash, value) => unchecked(hash * 31 + value.GetHashCode()));

    public override string ToString() => IsConstant
        ? _constant.ToString(CultureInfo.InvariantCulture)
        : "(" + string.Join("|", _values.Take(MostShown)) + (_values.Length > MostShown ? "|…)" : ")");
}
