using System.Collections.Immutable;
using ModelFix.Core.Export;
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
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("atleast_1d atleast_2d atleast_3d");

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives => Enumerable.Range(1, 3)
        .Select(n => NativeRow.OfView(
            $"THSTensor_atleast_{n}d", c => new UnsqueezedView(Added(c.First.Rank, n).ToImmutableArray())));

    /// <summary>Where dims of size 1 are added in the result: a vector becomes a row, and a matrix a layer of depth 1.</summary>
    internal static long[] Added(int rank, int least) => (rank, least) switch
    {
        (0, _) => Enumerable.Range(0, least).Select(d => (long)d).ToArray(),
        (1, 2) => [0],
        (1, 3) => [0, 2],
        (2, 3) => [2],
        _ => [],
    };

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
