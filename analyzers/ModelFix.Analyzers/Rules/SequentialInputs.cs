using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules;

/// <summary>What a layer is given, by itself or inside a Sequential.</summary>
internal static class SequentialInputs
{
    /// <summary>
    /// A shape for each call; none where nothing exported calls the Sequential; null where code may call it that is not seen.
    /// </summary>
    public static ImmutableArray<TensorShape>? Of(SequentialPlace place, TorchCompilation torch)
    {
        if (InputsOf(place.Layers.Construction, torch) is not { } inputs) return null;
        var sequential = new Layer("Sequential", place.Layers.Construction, IsTorchSharp: true);
        return inputs.Select(i => torch.ShapeInto(sequential, place.Index, i)).ToImmutableArray();
    }

    /// <summary>
    /// As <see cref="Of"/>, also where code goes through the Sequential and calls its layers itself, so that no layer can be added to it.
    /// </summary>
    public static ImmutableArray<TensorShape>? OfLayer(SequentialPlace place, TorchCompilation torch) =>
        LayerPlace.Of(place.Layers.Construction, torch.Symbols) is FieldPlace { Field: var field }
        && ModuleListUses.Of(field, torch.Compilation) is { IsEmpty: false } calls
            ? Inputs(calls, torch).Select(i => i.Shape).ToImmutableArray()
            : Of(place, torch);

    /// <summary>
    /// The input of each call of a layer; none where nothing exported calls it; null where code may call it that is not seen.
    /// </summary>
    public static ImmutableArray<TensorValue>? InputsOf(IOperation construction, TorchCompilation torch)
    {
        switch (LayerPlace.Of(construction, torch.Symbols))
        {
            case CalledPlace { Call: var call }:
                return torch.Exported.Contains(call)
                    ? ImmutableArray.Create(InputOf(call.Arguments[0].Value, torch))
                    : ImmutableArray<TensorValue>.Empty;
            case SequentialPlace outer:
                var name = $"{outer.Layers.Layers[outer.Index].Name}.input";
                return Of(outer, torch) is { } shapes
                    ? shapes.Select(s => torch.UnknownTensor(name) with { Shape = s }).ToImmutableArray()
                    : null;
            case FieldPlace { Field: var field } when ModuleFieldUses.Of(field, torch.Compilation) is { Others.IsEmpty: true } uses:
                if (torch.Layers.AssignedValue(field)?.Syntax != construction.Syntax) return null;
                return Inputs(uses.Calls, torch);
            case ListPlace { Field: var list } when ModuleListUses.Of(list, torch.Compilation) is { } calls:
                return Inputs(calls, torch);
            default:
                return null;
        }
    }

    private static ImmutableArray<TensorValue> Inputs(ImmutableArray<IInvocationOperation> calls, TorchCompilation torch) =>
        calls.Any(torch.Exported.Contains)
            ? calls.Select(c => InputOf(c.Arguments[0].Value, torch)).ToImmutableArray()
            : ImmutableArray<TensorValue>.Empty;

    private static TensorValue InputOf(IOperation argument, TorchCompilation torch) =>
        torch.TensorOf(argument) ?? torch.UnknownTensor("input");
}
