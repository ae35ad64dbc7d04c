using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Shapes and dtypes that many layers make.</summary>
internal static class Outputs
{
    /// <summary>
    /// The dtype of a layer with weights is that of its weights, which conversions of the model may change: some floating-point type.
    /// </summary>
    public static TensorValue Weighted(ValueId id, TensorShape shape, TensorValue input) =>
        new(id, shape, input.Type.IsFloating() ? input.Type : ElementType.Floating);

    public static TensorValue Like(TensorValue tensor, ValueId id) => Weighted(id, tensor.Shape, tensor);

    /// <summary>The input with another size in its last dim; a symbol where the size is not known.</summary>
    public static TensorValue LastDim(TensorValue input, ValueId id, Dim? size)
    {
        var last = size ?? id.NewSize(-1);
        var dims = input.Shape.Dims.IsEmpty ? ImmutableArray.Create(last) : input.Shape.Dims.SetItem(input.Shape.Dims.Length - 1, last);
        return Weighted(id, input.Shape with { Dims = dims, Front = ImmutableArray<Dim?>.Empty }, input);
    }

    /// <summary>A shape that has a dim, counted from its end, with a size, and all dims behind it.</summary>
    public static TensorShape WithDim(TensorValue input, int fromEnd, Dim? size)
    {
        var dims = Enumerable.Range(1, Math.Max(fromEnd, input.Shape.Dims.Length)).Reverse()
            .Select(i => i == fromEnd && input.Shape[-i]?.Constant is null && size is not null ? size : input.Size(-i));
        return input.Shape with { Dims = dims.ToImmutableArray() };
    }
}
