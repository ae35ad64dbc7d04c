using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>What the conditions on the way to a point say of sizes: after <c>if (x.dim() != 4) throw …</c>, x has rank 4.</summary>
internal sealed class Equalities : IEquatable<Equalities>
{
    public static readonly Equalities None = new(ImmutableDictionary<SizeSymbol, Dim>.Empty);

    /// <summary>A symbol and what it is equal to, which no other equality says more of.</summary>
    private readonly ImmutableDictionary<SizeSymbol, Dim> _of;

    private Equalities(ImmutableDictionary<SizeSymbol, Dim> of) => _of = of;

    /// <summary>These and one more: two dims are equal. Unchanged where that cannot be solved for one symbol.</summary>
    public Equalities With(Dim left, Dim right)
    {
        var difference = Applied(left) - Applied(right);
        if (difference.Solved() is not var (symbol, value) || value.Constant < 0) return this;
        var one = ImmutableDictionary<SizeSymbol, Dim>.Empty.Add(symbol, value);
        return new Equalities(_of.ToImmutableDictionary(e => e.Key, e => e.Value.Substitute(one)).SetItem(symbol, value));
    }

    /// <summary>What both say.</summary>
    public Equalities And(Equalities other) => ReferenceEquals(this, other)
        ? this
        : new Equalities(_of.Where(e => other._of.TryGetValue(e.Key, out var value) && value.Equals(e.Value)).ToImmutableDictionary());

    /// <summary>A value with what is known of the symbols in it.</summary>
    public Value Applied(Value value) => _of.IsEmpty ? value : value switch
    {
        IntegerValue integer => new IntegerValue(Applied(integer.Dim)),
        TensorValue tensor => tensor with { Shape = Applied(Refined(tensor)) },
        ListValue list => list with { Items = list.Items.Select(Applied).ToImmutableArray() },
        _ => value,
    };

    /// <summary>A shape with the sizes of another one of the same rank where these are equal to its own.</summary>
    public TensorShape Generalised(TensorShape shape, TensorShape other) => _of.IsEmpty || shape.Rank is null || shape.Rank != other.Rank
        ? shape
        : TensorShape.Of(shape.Dims.Zip(other.Dims, (own, its) => Applied(its).Equals(own) ? its : own));

    public bool Equals(Equalities? other) => other is not null && _of.Count == other._of.Count
        && _of.All(e => other._of.TryGetValue(e.Key, out var value) && value.Equals(e.Value));

    public override bool Equals(object? obj) => Equals(obj as Equalities);

    public override int GetHashCode() => _of.Count;

    private Dim Applied(Dim dim) => dim.Substitute(_of);

    private TensorShape Applied(TensorShape shape) => shape with
    {
        Dims = shape.Dims.Select(Applied).ToImmutableArray(),
        Front = shape.Front.Select(d => d is null ? null : Applied(d)).ToImmutableArray(),
    };

    /// <summary>The shape with the rank, or the sizes from the front, that conditions ask for.</summary>
    private TensorShape Refined(TensorValue tensor)
    {
        if (!tensor.Shape.HasLeading) return tensor.Shape;
        if (_of.TryGetValue(new SizeOfValue(tensor.Id, SizeOfValue.Which.Rank), out var rank)
            && rank.Constant is { } n and <= 16
            && n >= tensor.Shape.MinRank)
            return tensor.WithRank((int)n);
        var front = tensor.Shape.Front;
        for (var i = 0; i < 16; i++)
        {
            var symbol = new SizeOfValue(tensor.Id, SizeOfValue.Which.Shape, i);
            if (tensor.Shape[i] is not null || !_of.ContainsKey(symbol)) continue;
            while (front.Length <= i) front = front.Add(null);
            front = front.SetItem(i, Dim.Symbol(symbol));
        }

        return tensor.Shape with { Front = front };
    }
}
