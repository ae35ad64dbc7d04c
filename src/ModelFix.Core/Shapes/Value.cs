using System.Collections.Immutable;

namespace ModelFix.Core.Shapes;

/// <summary>What is known of the value of an expression in forward. "Nothing" is <see cref="Nothing"/>, never a guess.</summary>
internal abstract record Value
{
    public static readonly Value Nothing = new UnknownValue();

    private sealed record UnknownValue : Value;
}

/// <summary>A tensor. <paramref name="Name"/> tells values apart: sizes of the same value that are not known otherwise are the same symbol.</summary>
internal sealed record TensorValue(string Name, TensorShape Shape, ElementType Type) : Value
{
    /// <summary>The size of a dim, a symbol of this value where the shape does not say it.</summary>
    public Dim Size(long dim) => Shape[dim] ?? Dim.Symbol($"{Name}.shape[{dim}]");

    /// <summary>The shape if the rank is proven to be this, with all that is known of sizes from the front and from the back.</summary>
    public TensorShape WithRank(int rank) => TensorShape.Of(Enumerable.Range(0, rank).Select(i => Shape[i] ?? Shape[i - rank] ?? Size(i)));
}

/// <summary>An integer: a size, or computed from sizes and constants.</summary>
internal sealed record IntegerValue(Dim Dim) : Value;

/// <summary>The sizes of a tensor whose rank is unknown: <c>x.shape</c>. Where the rank is known it is a <see cref="ListValue"/> of integers.</summary>
internal sealed record SizesValue(TensorValue Tensor) : Value;

/// <summary>A tuple, an array or a list with a known number of elements.</summary>
internal sealed record ListValue(ImmutableArray<Value> Items) : Value
{
    public bool Equals(ListValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Aggregate(19, (hash, item) => hash * 31 + item.GetHashCode());
}

/// <summary>A compile-time constant that is not an integer: a bool, a double, a string, an enum member's value, null.</summary>
internal sealed record ConstantValue(object? Constant) : Value;
