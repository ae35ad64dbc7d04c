using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Core.Shapes;

/// <summary>What is known at one point of a method: a value for each local, parameter and field, unless control cannot get here.</summary>
internal sealed class Flow
{
    private readonly Dictionary<ISymbol, Value> _values;

    public Flow() => _values = new Dictionary<ISymbol, Value>(SymbolEqualityComparer.Default);

    private Flow(Flow other)
    {
        _values = new Dictionary<ISymbol, Value>(other._values, SymbolEqualityComparer.Default);
        IsDead = other.IsDead;
    }

    /// <summary>True after return, throw, break and the like.</summary>
    public bool IsDead { get; set; }

    public Value? this[ISymbol symbol]
    {
        get => _values.TryGetValue(symbol, out var value) ? value : null;
        set => _values[symbol] = value ?? Value.Nothing;
    }

    public Flow Copy() => new(this);

    public void Take(Flow other)
    {
        _values.Clear();
        foreach (var entry in other._values) _values.Add(entry.Key, entry.Value);
        IsDead = other.IsDead;
    }

    /// <summary>Forgets every field: unknown code may have written them.</summary>
    public void ForgetFields()
    {
        foreach (var field in _values.Keys.Where(k => k is IFieldSymbol).ToList()) _values.Remove(field);
    }

    /// <summary>What holds whichever of the two ways control came. A variable that only one way knows is forgotten.</summary>
    /// <param name="place">Names the symbols that stand for sizes on which the two differ.</param>
    public static Flow Join(Flow a, Flow b, string place)
    {
        if (a.IsDead) return b.Copy();
        if (b.IsDead) return a.Copy();
        var joined = new Flow();
        foreach (var entry in a._values)
            if (b._values.TryGetValue(entry.Key, out var other))
                joined._values[entry.Key] = Joins.Of(entry.Value, other, $"{entry.Key.Name}@{place}");
        return joined;
    }

    public bool SameAs(Flow other) => IsDead == other.IsDead
        && _values.Count == other._values.Count
        && _values.All(e => other._values.TryGetValue(e.Key, out var value) && e.Value.Equals(value));
}

/// <summary>What is known of a value that is one of two.</summary>
internal static class Joins
{
    /// <param name="name">Names the symbols that stand for what the two differ in.</param>
    public static Value Of(Value a, Value b, string name)
    {
        if (a.Equals(b)) return a;
        return (a, b) switch
        {
            (TensorValue x, TensorValue y) => new TensorValue(name, Shape(x.Shape, y.Shape, name), ElementTypes.Join(x.Type, y.Type)),
            (IntegerValue, IntegerValue) => new IntegerValue(Dim.Symbol(name)),
            (ListValue x, ListValue y) when x.Items.Length == y.Items.Length =>
                new ListValue(x.Items.Zip(y.Items, (i, j) => (i, j)).Select((p, at) => Of(p.i, p.j, $"{name}.{at}")).ToImmutableArray()),
            _ => Value.Nothing,
        };
    }

    private static TensorShape Shape(TensorShape a, TensorShape b, string name)
    {
        if (a.Rank is { } rank && rank == b.Rank)
            return TensorShape.Of(a.Dims.Zip(b.Dims, (x, y) => (x, y)).Select((p, at) => p.x.Equals(p.y) ? p.x : Dim.Symbol($"{name}[{at}]")));
        var common = Math.Min(a.Dims.Length, b.Dims.Length);
        var trailing = Enumerable.Range(1, common).Reverse()
            .Select(at => a[-at]!.Equals(b[-at]) ? a[-at]! : Dim.Symbol($"{name}[-{at}]"));
        return new TensorShape(HasLeading: true, trailing.ToImmutableArray());
    }
}
