using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>What is known at one point of a method: a value for each local, parameter and field, unless control cannot get here.</summary>
internal sealed class Flow
{
    private readonly Dictionary<ISymbol, Value> _values;

    public Flow() => _values = new Dictionary<ISymbol, Value>(SymbolEqualityComparer.Default);

    private Flow(Flow other)
    {
        _values = new Dictionary<ISymbol, Value>(other._values, SymbolEqualityComparer.Default);
        IsDead = other.IsDead;
        Equalities = other.Equalities;
        Demands = other.Demands;
    }

    /// <summary>What the layers on the way here demand of the parameters.</summary>
    public Demands Demands { get; set; } = Demands.None;

    /// <summary>What the conditions on the way here say.</summary>
    public Equalities Equalities { get; set; } = Equalities.None;

    /// <summary>True after return, throw, break and the like.</summary>
    public bool IsDead { get; set; }

    public Value? this[ISymbol symbol]
    {
        get => _values.TryGetValue(symbol, out var value) ? value : null;
        set => _values[symbol] = value ?? Value.Nothing;
    }

    public int Count => _values.Count;

    public Flow Copy() => new(this);

    public void Take(Flow other)
    {
        _values.Clear();
        foreach (var entry in other._values) _values.Add(entry.Key, entry.Value);
        IsDead = other.IsDead;
        Equalities = other.Equalities;
        Demands = other.Demands;
    }

    /// <summary>Forgets every field: unknown code may have written them.</summary>
    public void ForgetFields() => Forget(key => key is IFieldSymbol or IPropertySymbol);

    /// <summary>Forgets what arrays and lists hold: someone who sees one of them may have written an element.</summary>
    /// <param name="except">Locals whose lists nobody else sees.</param>
    public void ForgetLists(ISet<ISymbol>? except = null) =>
        Change((key, value) =>
            value is SizesValue || value is ListValue && !IsTuple(key) && except?.Contains(key) != true ? Value.Nothing : value);

    /// <summary>
    /// Something was written into a list or module: every place that may hold the same one, or holds it in a list, is forgotten.
    /// </summary>
    public void ForgetAliases(Value changed) => Change((key, value) => !IsTuple(key) && MayHold(value, changed) ? Value.Nothing : value);

    /// <summary>The members that are known.</summary>
    public IEnumerable<KeyValuePair<ISymbol, Value>> Members => _values.Where(e => e.Key is IFieldSymbol or IPropertySymbol);

    /// <summary>Takes what another flow knows of the members of the same object in place of what this one knows.</summary>
    public void TakeMembers(Flow other)
    {
        Forget(key => key is IFieldSymbol or IPropertySymbol);
        foreach (var member in other.Members.ToList()) _values[member.Key] = member.Value;
    }

    /// <summary>Puts better knowledge of a tensor in every place that holds it.</summary>
    public void Refine(ValueId tensor, Func<TensorShape, TensorShape> better) =>
        Change((_, value) => Replaced(value, t => t.Id.Equals(tensor) ? t with { Shape = better(t.Shape) } : t));

    /// <summary>
    /// A tensor changed its shape in place: whoever holds it holds the new one, and any other tensor may be an alias of it.
    /// </summary>
    /// <param name="changed">The tensor before; null where it is not known which one it was.</param>
    /// <param name="tensor">The tensor now.</param>
    public void Reshape(ValueId? changed, TensorValue tensor) => Change((_, value) => Replaced(
        value,
        t => t.Id.Equals(changed) ? tensor : new TensorValue(t.Id.Reshaped(tensor.Id), TensorShape.Unknown, t.Type)));

    /// <summary>What holds whichever of the two ways control came. A variable that only one way knows is forgotten.</summary>
    /// <param name="place">Where they meet, which tells what a variable holds then.</param>
    public static Flow Join(Flow a, Flow b, ValueId place)
    {
        if (a.IsDead) return b.Copy();
        if (b.IsDead) return a.Copy();
        var joined = new Flow { Equalities = a.Equalities.And(b.Equalities), Demands = a.Demands.And(b.Demands) };
        foreach (var entry in a._values)
            if (b._values.TryGetValue(entry.Key, out var other))
                joined._values[entry.Key] = Join(a, entry.Value, b, other, Held(entry.Key, place));
        return joined;
    }

    private static ValueId Held(ISymbol variable, ValueId place) =>
        variable is IFieldSymbol ? place.Member("this." + variable.Name) : place.Variable(variable.Name);

    /// <summary>Where conditions on one way say that something is what it is on the other, it is that.</summary>
    private static Value Join(Flow a, Value left, Flow b, Value right, ValueId id)
    {
        if (a.Equalities.Applied(right).Equals(left)) return right;
        if (b.Equalities.Applied(left).Equals(right)) return left;
        if (left is TensorValue x && right is TensorValue y)
            (left,
                right) = (x with { Shape = a.Equalities.Generalised(x.Shape, y.Shape) },
                    y with { Shape = b.Equalities.Generalised(y.Shape, x.Shape) });
        return Joins.Of(left, right, id);
    }

    public bool SameAs(Flow other) => IsDead == other.IsDead
        && Equalities.Equals(other.Equalities)
        && Demands.Equals(other.Demands)
        && _values.Count == other._values.Count
        && _values.All(e => other._values.TryGetValue(e.Key, out var value) && e.Value.Equals(value));

    private void Forget(Func<ISymbol, bool> which)
    {
        foreach (var key in _values.Keys.Where(which).ToList()) _values.Remove(key);
    }

    private void Change(Func<ISymbol, Value, Value> change)
    {
        foreach (var entry in _values.ToList()) _values[entry.Key] = change(entry.Key, entry.Value);
    }

    private static Value Replaced(Value value, Func<TensorValue, TensorValue> replace) => value switch
    {
        TensorValue tensor => replace(tensor),
        ListValue list => list with { Items = list.Items.Select(i => Replaced(i, replace)).ToImmutableArray() },
        _ => value,
    };

    private static bool MayHold(Value value, Value changed) => value.Equals(changed)
        || value is ListValue one && changed is ListValue other && (one.IsOneOfSeveral || other.IsOneOfSeveral)
        || value is SizesValue && changed is ListValue
        || value is ListValue list && list.Items.Any(i => MayHold(i, changed))
        || value is ModuleValue { Parts: { } parts } && parts.Any(p => MayHold(p, changed))
        || value is ModuleValue { Each: { } each } && MayHold(each, changed);

    private static bool IsTuple(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type.IsTupleType,
        IParameterSymbol parameter => parameter.Type.IsTupleType,
        IFieldSymbol field => field.Type.IsTupleType,
        _ => false,
    };
}
