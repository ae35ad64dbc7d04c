using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Values;

/// <summary>
/// What a parameter is given: one tensor, <c>[N, 3]</c>, or a tuple or list of as many as are written, <c>([N, 3], [N, 4])</c>.
/// </summary>
/// <param name="Tensors">The tensor, or the elements in their order.</param>
/// <param name="IsList">False for one tensor.</param>
internal sealed record ParameterContract(ImmutableArray<InputContract> Tensors, bool IsList)
{
    /// <summary>The tensor; null for a tuple or list.</summary>
    public InputContract? Tensor => IsList ? null : Tensors[0];

    /// <summary>What is said of the sizes.</summary>
    public SizeFacts Facts => Tensors.Aggregate(SizeFacts.None, (all, t) => all.And(t.Facts));

    /// <inheritdoc cref="InputContract.IsTooLarge" />
    public bool IsTooLarge => Tensors.Any(t => t.IsTooLarge);

    /// <summary>The contract of one tensor.</summary>
    public static ParameterContract Of(InputContract tensor) => new(ImmutableArray.Create(tensor), IsList: false);

    /// <summary>The contract with these facts in place of those that it has.</summary>
    public ParameterContract With(SizeFacts facts) =>
        this with { Tensors = Tensors.Select(t => t with { Facts = facts }).ToImmutableArray() };

    /// <summary>
    /// False where a parameter of the type cannot be given this: a list where it is a tensor, a tensor where it is a list, a tuple of
    /// another number of elements.
    /// </summary>
    public bool Fits(ITypeSymbol type, TorchSymbols symbols) => TensorList.Of(type, symbols) is { } list
        ? IsList && (list.Count is null || list.Count == Tensors.Length)
        : !IsList;

    /// <summary>The shapes as they are written.</summary>
    public override string ToString()
    {
        var shapes = string.Join(", ", Tensors.Select(t => t.Shape));
        return IsList ? $"({shapes})" : shapes;
    }
}
