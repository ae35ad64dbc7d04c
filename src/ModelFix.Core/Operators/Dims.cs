using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Shapes with one dim less, or another size in one.</summary>
internal static class Dims
{
    internal static TensorShape Without(OperatorCall call, long? dim)
    {
        if (dim is not { } d) return TensorShape.Unknown;
        if (call.Shape.Rank is not null)
            return call.Shape.FromFront(d) is { } at ? TensorShape.Of(call.Shape.Dims.RemoveAt(at)) : TensorShape.Unknown;
        return d < 0 && d >= -call.Shape.Dims.Length
            ? new TensorShape(true, call.Shape.Dims.RemoveAt((int)(call.Shape.Dims.Length + d)))
            : TensorShape.Unknown;
    }

    internal static TensorShape With(OperatorCall call, long? dim, Dim? size)
    {
        if (dim is not { } d || call.Shape.Rank is null || call.Shape.FromFront(d) is not { } at) return TensorShape.Unknown;
        return TensorShape.Of(call.Shape.Dims.SetItem(at, size ?? call.Fresh(at)));
    }

    internal static TensorShape Replaced(OperatorCall call, long? dim, Dim? size)
    {
        if (dim is not { } d || call.Shape.FromFront(d) is not { } at || call.Shape.Rank is null) return TensorShape.Unknown;
        return TensorShape.Of(call.Shape.Dims.SetItem(at, size ?? call.Fresh(at)));
    }
}
