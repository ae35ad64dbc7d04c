using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Values;

/// <summary>What is known of the value of an expression in forward. "Nothing" is <see cref="Nothing"/>, never a guess.</summary>
internal abstract record Value
{
    public static readonly Value Nothing = new UnknownValue();

    /// <summary>How many values it takes to write this out. Lists and modules may share their parts, and write out to very many.</summary>
    public virtual int Weight => 1;

    /// <summary>A weight that was added up once, and of what: a copy of the value may get other parts.</summary>
    protected sealed record Weighed(ImmutableArray<Value> Parts, Value? Each, int Weight)
    {
        public static int In(ref Weighed? known, ImmutableArray<Value> parts, Value? each = null, IEnumerable<Value>? others = null)
        {
            if (known is { } weighed && weighed.Parts == parts && ReferenceEquals(weighed.Each, each)) return weighed.Weight;
            var sum = 1L + (each?.Weight ?? 0) + parts.Concat(others ?? []).Sum(p => (long)p.Weight);
            known = new Weighed(parts, each, (int)Math.Min(int.MaxValue, sum));
            return known.Weight;
        }
    }

    private sealed record UnknownValue : Value;
}

/// <summary>
/// A tensor. <paramref name="Id"/> tells values apart: sizes of the same value that are not known otherwise are the same symbol.
/// </summary>
internal sealed record TensorValue(ValueId Id, TensorShape Shape, ElementType Type) : Value
{
    /// <summary>The size of a dim, a symbol of this value where the shape does not say it.</summary>
    public Dim Size(long dim) => Shape[dim] ?? Id.Size(dim);

    /// <summary>True where no constant size of the shape, whose rank is not known, says more than another shape.</summary>
    public bool IsOpenTo(TensorShape shape) => Shape.MinRank <= shape.MinRank
        && Enumerable.Range(1, Shape.Dims.Length).All(i => Shape[-i]!.Constant is not { } size || size == shape[-i]?.Constant)
        && Enumerable.Range(0, Shape.Front.Length).All(i => Shape[i]?.Constant is not { } size || size == shape[i]?.Constant);

    /// <summary>The shape if the rank is proven to be this, with all that is known of sizes from the front and from the back.</summary>
    public TensorShape WithRank(int rank) => TensorShape.Of(Enumerable.Range(0, rank).Select(i => Shape[i] ?? Shape[i - rank] ?? Size(i)));
}

/// <summary>An integer: a size, or computed from sizes and constants.</summary>
internal sealed record IntegerValue(Dim Dim) : Value;

/// <summary>
/// A quotient of a size and a constant above zero as a double, which is rounded before it becomes a size:
/// <c>Math.Ceiling(x.shape[2] / 2.0)</c>.
/// </summary>
internal sealed record QuotientValue(Dim Dividend, long Divisor) : Value;

/// <summary>
/// The sizes of a tensor whose rank is unknown: <c>x.shape</c>. Where the rank is known it is a <see cref="ListValue"/> of integers.
/// </summary>
internal sealed record SizesValue(TensorValue Tensor) : Value;

/// <summary>A tuple, an array or a list with a known number of elements.</summary>
internal sealed record ListValue(ImmutableArray<Value> Items) : Value
{
    /// <summary>Where an array or list was created, which tells it from another with equal elements; null for what cannot change.</summary>
    public ValueId? Origin { get; init; }

    /// <summary>
    /// True for an array or list that is one of several, by the way that control came: who writes to it writes to one of them.
    /// </summary>
    public bool IsOneOfSeveral { get; init; }

    public override int Weight => Weighed.In(ref _weight, Items);

    private Weighed? _weight;

    public bool Equals(ListValue? other) =>
        ReferenceEquals(this, other) || other is not null && Equals(Origin, other.Origin) && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Aggregate(19, (hash, item) => hash * 31 + item.GetHashCode());
}

/// <summary>A compile-time constant that is not an integer: a bool, a double, a string, an enum member's value, null.</summary>
internal sealed record ConstantValue(object? Constant) : Value;

/// <summary>A module as far as its construction is known.</summary>
/// <param name="Layer">The construction.</param>
/// <param name="Arguments">What the expressions in the construction's arguments were when it ran.</param>
/// <param name="Parts">
/// The elements of a Sequential or ModuleList in order, <see cref="Value.Nothing"/> for one that is not known; null where their number is
/// not known, or for other modules.
/// </param>
/// <param name="Instance">The object, for a class of the project.</param>
internal sealed record ModuleValue(
    Layer Layer,
    ImmutableDictionary<SyntaxNode, Value> Arguments,
    ImmutableArray<Value>? Parts,
    ModuleInstance? Instance) : Value
{
    /// <summary>
    /// What each part is where their number is not known but they are all alike: blocks that a constructor makes in a loop.
    /// </summary>
    public ModuleValue? Each { get; init; }

    /// <summary>What any part is, if they are all alike and there is at least one.</summary>
    public ModuleValue? AnyPart =>
        Parts is { IsEmpty: false } parts ? parts.All(p => p.Equals(parts[0])) ? parts[0] as ModuleValue : null : Each;

    public override int Weight => Weighed.In(ref _weight, Parts ?? ImmutableArray<Value>.Empty, Each, Arguments.Values);

    private Weighed? _weight;

    /// <summary>Two runs of one construction with the same arguments make modules of which the same is known.</summary>
    public bool Equals(ModuleValue? other) => ReferenceEquals(this, other) || other is not null
        && Layer.Construction.Syntax == other.Layer.Construction.Syntax
        && Arguments.Count == other.Arguments.Count
        && Arguments.All(a => other.Arguments.TryGetValue(a.Key, out var value) && a.Value.Equals(value))
        && Parts.HasValue == other.Parts.HasValue
        && Equals(Each, other.Each)
        && (Parts is not { } parts || parts.SequenceEqual(other.Parts!.Value));

    public override int GetHashCode() => Layer.Construction.Syntax.GetHashCode();

    /// <summary>The value of an argument, or of a part of one.</summary>
    public Value Argument(IOperation operation)
    {
        var expression = operation.WithoutConversions();
        return Constants.Of(expression) ?? (Arguments.TryGetValue(expression.Syntax, out var value) ? value : Nothing);
    }
}
