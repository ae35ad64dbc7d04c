using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// What modules of the project make of shapes, so that a module which is made alike and called with the same shapes again is not
/// interpreted again.
/// </summary>
/// <remarks>Belongs to one interpretation and is not shared between threads: what was asked before must not matter.</remarks>
internal sealed class Summaries
{
    private readonly Dictionary<Call, (TensorShape Shape, ElementType Type)> _results = new();

    /// <summary>A call of forward; null where the result may depend on more than is said here.</summary>
    /// <param name="forward">The method.</param>
    /// <param name="instance">The object; it counts only if its constructor was given nothing but constants.</param>
    /// <param name="inputs">They count only if all are tensors of known rank.</param>
    /// <param name="depth">How many calls deep it is interpreted, which bounds how far it is followed.</param>
    /// <param name="isCertain">Whether what throws in it is to be said.</param>
    public static Call? CallOf(IMethodSymbol forward, ModuleInstance instance, ImmutableArray<Value> inputs, int depth, bool isCertain)
    {
        if (inputs.IsEmpty || inputs.Any(i => i is not TensorValue { Shape.Rank: not null })) return null;
        if (instance.Arguments.Any(a => a.Value is not (IntegerValue { Dim.IsConstant: true } or ConstantValue))) return null;
        var given = instance.Arguments
            .OrderBy(a => a.Key.Name, StringComparer.Ordinal)
            .SelectMany(a => new object[] { a.Key.Name, a.Value });
        return new Call(
            forward,
            instance.Constructor,
            depth,
            isCertain,
            inputs.Cast<TensorValue>().SelectMany(i => new object[] { i.Type, i.Shape }).Concat(given).ToImmutableArray());
    }

    /// <summary>The result as a value of its own, if the call was made before.</summary>
    public TensorValue? Find(
        Call call,
        ValueId id) => _results.TryGetValue(call, out var known) ? new TensorValue(id, known.Shape, known.Type) : null;

    /// <summary>
    /// Keeps a result that says nothing which only this call names: a new tensor whose sizes are numbers or made of the inputs' own.
    /// </summary>
    public void Keep(Call call, ImmutableArray<Value> inputs, Value? result)
    {
        if (result is not TensorValue { Shape.Rank: not null } tensor
            || inputs.Any(i => i is TensorValue input && input.Id.Equals(tensor.Id)))
            return;
        var named = new HashSet<SizeSymbol>(inputs.Cast<TensorValue>().SelectMany(i => i.Shape.Dims).SelectMany(d => d.Symbols));
        if (tensor.Shape.Dims.All(d => d.Symbols.All(named.Contains))) _results[call] = (tensor.Shape, tensor.Type);
    }

    /// <summary>All that the result depends on.</summary>
    /// <param name="Forward">The method.</param>
    /// <param name="Constructor">What made the object.</param>
    /// <param name="Depth">How many calls deep it is interpreted.</param>
    /// <param name="IsCertain">Whether what throws in it is to be said.</param>
    /// <param name="Given">Dtypes and shapes of the inputs, names and values of the constructor's arguments.</param>
    internal sealed record Call(IMethodSymbol Forward, IMethodSymbol? Constructor, int Depth, bool IsCertain, ImmutableArray<object> Given)
    {
        public bool Equals(Call? other) => other is not null
            && SymbolEqualityComparer.Default.Equals(Forward, other.Forward)
            && SymbolEqualityComparer.Default.Equals(Constructor, other.Constructor)
            && (Depth, IsCertain) == (other.Depth, other.IsCertain)
            && Given.SequenceEqual(other.Given);

        public override int GetHashCode() =>
            Given.Aggregate(SymbolEqualityComparer.Default.GetHashCode(Forward), (hash, part) => unchecked(hash * 31 + part.GetHashCode()));
    }
}
