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
        var given = instance.Arguments.Select(a => $"{a.Key.Name}: {a.Value}").OrderBy(a => a, StringComparer.Ordinal);
        return new Call(
            forward,
            instance.Constructor,
            depth,
            isCertain,
            string.Join("; ", inputs.Cast<TensorValue>().Select(i => $"{i.Type}{i.Shape}").Concat(given)));
    }

    /// <summary>The result under a name of its own, if the call was made before.</summary>
    public TensorValue? Find(
        Call call,
        string name) => _results.TryGetValue(call, out var known) ? new TensorValue(name, known.Shape, known.Type) : null;

    /// <summary>
    /// Keeps a result that says nothing which only this call names: a new tensor whose sizes are numbers or made of the inputs' own.
    /// </summary>
    public void Keep(Call call, ImmutableArray<Value> inputs, Value? result)
    {
        if (result is not TensorValue { Shape.Rank: not null } tensor
            || inputs.Any(i => i is TensorValue input && input.Name == tensor.Name))
            return;
        var named = new HashSet<string>(
            inputs.Cast<TensorValue>().SelectMany(i => i.Shape.Dims).SelectMany(d => d.Symbols), StringComparer.Ordinal);
        if (tensor.Shape.Dims.All(d => d.Symbols.All(named.Contains))) _results[call] = (tensor.Shape, tensor.Type);
    }

    /// <summary>All that the result depends on.</summary>
    internal sealed record Call(IMethodSymbol Forward, IMethodSymbol? Constructor, int Depth, bool IsCertain, string Given);
}
