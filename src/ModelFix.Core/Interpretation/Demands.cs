using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// What the layers on the way to a point demand of the method's parameters: a BatchNorm2d takes rank 4 alone, a Conv2d so many channels. A
/// run that returns has met what is demanded on all ways to its end, so it holds from the first line on.
/// </summary>
internal sealed class Demands : IEquatable<Demands>
{
    public static readonly Demands None = new(ImmutableDictionary<ValueId, ValueId>.Empty, ImmutableDictionary<ValueId, TensorShape>.Empty);

    /// <summary>Tensors, each with the parameter that has the same rank.</summary>
    private readonly ImmutableDictionary<ValueId, ValueId> _parameters;

    private readonly ImmutableDictionary<ValueId, TensorShape> _shapes;

    private Demands(ImmutableDictionary<ValueId, ValueId> parameters, ImmutableDictionary<ValueId, TensorShape> shapes)
    {
        _parameters = parameters;
        _shapes = shapes;
    }

    /// <summary>These, which follow a parameter too.</summary>
    public Demands Of(TensorValue parameter) =>
        new(_parameters.SetItem(parameter.Id, parameter.Id), _shapes.SetItem(parameter.Id, parameter.Shape));

    /// <summary>The parameter that has the rank of a tensor; null where none is known to.</summary>
    public ValueId? ParameterRankedAs(ValueId tensor) => _parameters.TryGetValue(tensor, out var parameter) ? parameter : null;

    /// <summary>The tensors that have the rank of a parameter.</summary>
    public IEnumerable<ValueId> RankedAs(ValueId parameter) => _parameters.Where(p => p.Value.Equals(parameter)).Select(p => p.Key);

    /// <summary>The parameters that are followed, each with what is demanded of it.</summary>
    public IEnumerable<(ValueId Parameter, TensorShape Shape)> Shapes => _shapes.Select(s => (s.Key, s.Value));

    /// <summary>What is demanded of a parameter; null for any other tensor.</summary>
    public TensorShape? ShapeOf(ValueId parameter) => _shapes.TryGetValue(parameter, out var shape) ? shape : null;

    /// <summary>
    /// A tensor was made that has the rank of another one, or (null) no known one. What had the name before, in an earlier round of a loop,
    /// is forgotten.
    /// </summary>
    public Demands WithRankOf(ValueId tensor, ValueId? other)
    {
        if (other is not null && ParameterRankedAs(other) is { } parameter)
            return new Demands(_parameters.SetItem(tensor, parameter), _shapes);
        return _parameters.ContainsKey(tensor) ? new Demands(_parameters.Remove(tensor), _shapes) : this;
    }

    /// <summary>These, and a better shape for a parameter.</summary>
    public Demands With(
        ValueId parameter,
        TensorShape shape) => _shapes.ContainsKey(parameter) ? new Demands(_parameters, _shapes.SetItem(parameter, shape)) : this;

    /// <summary>These without the tensors that a round of a loop named.</summary>
    public Demands WithNamesOf(Demands other) => new(other._parameters, _shapes);

    /// <summary>What both demand.</summary>
    public Demands And(Demands other)
    {
        if (Equals(other)) return this;
        var parameters = _parameters
            .Where(p => other._parameters.TryGetValue(p.Key, out var parameter) && parameter.Equals(p.Value))
            .ToImmutableDictionary();
        var shapes = _shapes
            .Where(s => other._shapes.ContainsKey(s.Key))
            .ToImmutableDictionary(s => s.Key, s => Common(s.Key, s.Value, other._shapes[s.Key]));
        return new Demands(parameters, shapes);
    }

    public bool Equals(Demands? other) =>
        ReferenceEquals(this, other) || other is not null && Same(_parameters, other._parameters) && Same(_shapes, other._shapes);

    public override bool Equals(object? obj) => Equals(obj as Demands);

    public override int GetHashCode() => _parameters.Count;

    private static TensorShape Common(ValueId id, TensorShape a, TensorShape b) =>
        ((TensorValue)Joins.Of(new TensorValue(id, a, ElementType.Unknown), new TensorValue(id, b, ElementType.Unknown), id)).Shape;

    private static bool Same<T>(ImmutableDictionary<ValueId, T> a, ImmutableDictionary<ValueId, T> b) => ReferenceEquals(a, b)
        || a.Count == b.Count && a.All(e => b.TryGetValue(e.Key, out var value) && Equals(e.Value, value));
}
