using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that take a diagonal, make one, or list the places of a triangle.</summary>
internal static class Diagonals
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("diag TS -", Storage.New, Diag, TooManyDims),
        .. Operator.Each("diagonal TSL -", Storage.OfInput, Diagonal, c => Preconditions.Along(c, "dim1", "dim2")),
        .. Operator.Each("diag_embed TS -", Storage.New, c => Embedded(c, c.Integer("dim1"), c.Integer("dim2"))),
        .. Operator.Each("diagflat TS -", Storage.New, c => c.Integer("offset") is { } offset && c.Shape.ElementCount is { } count
            ? c.Result(Square(count, offset))
            : c.Result(TensorShape.Of(c.Fresh(0), c.Fresh(1)))),
        .. Operator.Each("tril_indices triu_indices S -", Storage.New, Places),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("diag diag_embed diagflat diagonal diagonal_scatter trace");

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfView("THSTensor_diagonal", c => View(c, c.First.Shape)),
        NativeRow.Of("THSTensor_diagonal_scatter", c => View(c, c.First.Shape).Replaced(c.Write, c.First, c.Tensor("source"))),
        NativeRow.Of("THSTensor_diag_embed", c => View(c, c.Result.Shape).Replaced(
            c.Write, c.Write.Filled(c.Result.Shape, c.Write.Like(c.First, 0)), c.First)),
        NativeRow.Of("THSTensor_diag", c => c.First.Rank == 2
            ? DiagonalView.Of(c.First.Shape, c.Integer("dim"), 0, 1).Of(c.Write, c.First)
            : Matrix(c, c.First, c.Integer("dim"))),
        NativeRow.Of("THSTensor_diagflat", c => Matrix(
            c,
            c.Write.Reshape(c.First, ImmutableArray.Create(c.First.Shape.Aggregate((Size)1, (n, s) => n * s))),
            c.Integer("offset"))),
        NativeRow.Of("THSTensor_trace", c => c.Write.Reduce(
            "ReduceSum",
            c.Write.Cast(DiagonalView.Of(c.First.Shape, 0, 0, 1).Of(c.Write, c.First), c.ResultType),
            [0],
            keepDims: false)),
        .. NativeRow.Refused("THSTensor_tril_indices THSTensor_triu_indices", "how many places it lists depends on the inputs' sizes"),
    ];

    private static DiagonalView View(ExportCall call, ImmutableArray<Size> shape) => DiagonalView.Of(
        shape, call.Integer("offset"), call.Dim("dim1", shape.Length), call.Dim("dim2", shape.Length));

    /// <summary>Zeros with a vector on a diagonal.</summary>
    private static GraphValue Matrix(ExportCall call, GraphValue vector, long offset) => DiagonalView.Of(
        call.Result.Shape, offset, 0, 1).Replaced(
        call.Write, call.Write.Filled(call.Result.Shape, call.Write.Like(vector, 0)), vector);

    /// <summary>The places of larger matrices are not counted.</summary>
    private const int MostRows = 4096;

    /// <summary>The matrix with a vector on its diagonal, or the diagonal of a matrix.</summary>
    private static Value Diag(OperatorCall call) => (call.Shape.Rank, call.Integer("diagonal")) switch
    {
        (1, { } offset) => call.Result(Square(call.Shape.Dims[0], offset)),
        (2, { } offset) => call.Result(TensorShape.Of(Length(call.Shape.Dims[0], call.Shape.Dims[1], offset))),
        (1, null) => call.Result(TensorShape.Of(call.Fresh(0), call.Fresh(1))),
        (2, null) => call.Result(TensorShape.Of(call.Fresh(0))),
        _ => call.Result(TensorShape.Unknown),
    };

    /// <summary>The two dims of the matrices go, and the diagonal comes last.</summary>
    private static Value Diagonal(OperatorCall call)
    {
        if (call.Integer("dim1") is not { } rows || call.Integer("dim2") is not { } columns || call.Shape.Rank is null
            || call.Shape.FromFront(rows) is not { } i || call.Shape.FromFront(columns) is not { } j || i == j)
                return call.Result(TensorShape.Unknown);
        var length = call.Integer("offset") is { } offset ? Length(call.Shape.Dims[i], call.Shape.Dims[j], offset) : call.Fresh(-1);
        return call.Result(TensorShape.Of(call.Shape.Dims.Where((_, at) => at != i && at != j).Append(length)));
    }

    /// <summary>The last dim becomes the diagonal of matrices, whose two dims stand where the result has dim1 and dim2.</summary>
    private static Value Embedded(OperatorCall call, long? dim1, long? dim2)
    {
        if (call.Shape.Rank is not (> 0 and var rank)
            || call.Integer("offset") is not { } offset
            || dim1 is not { } rows
            || dim2 is not { } columns)
            return call.Result(TensorShape.Unknown);
        var (i, j) = (rows < 0 ? rows + rank + 1 : rows, columns < 0 ? columns + rank + 1 : columns);
        if (i == j || Math.Min(i, j) < 0 || Math.Max(i, j) > rank) return call.Result(TensorShape.Unknown);
        var size = call.Shape.Dims[rank - 1] + Dim.Of(Checked.Magnitude(offset) ?? long.MinValue);
        var others = new Queue<Dim>(call.Shape.Dims.Take(rank - 1));
        return call.Result(
            TensorShape.Of(Enumerable.Range(0, rank + 1).Select(at => at == i || at == j ? size : others.Dequeue()).ToList()));
    }

    private static TensorShape Square(Dim diagonal, long offset)
    {
        var size = diagonal + Dim.Of(Checked.Magnitude(offset) ?? long.MinValue);
        return TensorShape.Of(size, size);
    }

    /// <summary>How many elements a diagonal has: none where it lies outside of the matrix.</summary>
    private static Dim Length(Dim rows, Dim columns, long offset) =>
        Dim.Max(Dim.Min(offset < 0 ? rows + Dim.Of(offset) : rows, offset > 0 ? columns - Dim.Of(offset) : columns), Dim.Zero);

    /// <summary>[2, n] with the row and the column of each element of a triangle.</summary>
    private static Value Places(OperatorCall call)
    {
        var count = call.Dim("row") is { } rows && call.Dim("col") is { } columns && call.Integer("offset") is { } offset
            ? call.Operator == "tril_indices"
                ? Triangle(rows, columns, offset)
                : Checked.Difference(0, offset) is { } mirrored
                ? Triangle(columns, rows, mirrored)
                : null
            : null;
        return call.Result(TensorShape.Of(Dim.Of(2), count ?? call.Fresh(1)), call.StatedType(ElementType.Int64));
    }

    /// <summary>
    /// The number of elements on and below a diagonal; with sizes that are symbols only for squares and the diagonals next to the middle.
    /// </summary>
    private static Dim? Triangle(Dim rows, Dim columns, long offset)
    {
        if (rows.Constant is { } height && columns.Constant is { } width)
            return height is < 0 or > MostRows || width < 0
                ? null
                : Enumerable.Range(0, (int)height).Aggregate(Dim.Zero, (sum, row) => sum + Row(row));
        if (!rows.Equals(columns) || offset is not (0 or -1)) return null;
        return (rows * (rows + Dim.Of(offset == 0 ? 1 : -1))).FloorDivide(Dim.Of(2));

        // A diagonal that is further right than 64 bits count leaves the row whole.
        Dim Row(int row) => Dim.Of(Math.Min(Math.Max(Checked.Sum(offset, row + 1L) ?? long.MaxValue, 0), width));
    }

    private static Mismatch? TooManyDims(OperatorCall call) =>
        call.Input is { Shape: { } shape } input && (shape.Rank == 0 || shape.MinRank > 2)
        ? new Mismatch($"diag takes rank 1 or 2, and gets {shape.Display}", input)
        : null;
}
