using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Dims of size 1 where there are too few.</summary>
internal static class AtLeast
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Enumerable.Range(1, 3).SelectMany(n => Operator.Each($"atleast_{n}d TS -", Storage.OfInput, c => Result(c, n))),
    ];

    /// <summary>Dims of size 1 where there are too few; the static form takes several tensors and gives as many.</summary>
    private static Value Result(OperatorCall call, int rank)
    {
        if (!call.Arguments.Has("input")) return call.Result(Raised(call.Shape, rank));
        var elements = call.Arguments.Elements("input");
        var values = elements.Length == 1 && call.Known(elements[0]) is ListValue list
            ? list.Items
            : elements.Select(call.Known).ToImmutableArray();
        return new ListValue(values
            .Select((v, i) =>
                v is TensorValue tensor
                    ? tensor with { Id = call.Id.Part(i), Shape = Raised(tensor.Shape, rank) }
                    : Value.Nothing)
            .ToImmutableArray());
    }

    /// <summary>A vector becomes a row, and a matrix a layer of depth 1.</summary>
    private static TensorShape Raised(TensorShape shape, int rank) => (shape.Rank, rank) switch
    {
        (null, _) => shape.MinRank >= rank ? shape : TensorShape.Unknown,
        (0, _) => TensorShape.Of(Enumerable.Repeat(Dim.One, rank)),
        (1, 2) => TensorShape.Of(Dim.One, shape.Dims[0]),
        (1, 3) => TensorShape.Of(Dim.One, shape.Dims[0], Dim.One),
        (2, 3) => TensorShape.Of(shape.Dims[0], shape.Dims[1], Dim.One),
        _ => shape,
    };
}
