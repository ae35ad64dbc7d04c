using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>A diagonal of the matrices in two dims; it comes last.</summary>
/// <param name="Rows">The dim of the rows.</param>
/// <param name="Columns">The dim of the columns.</param>
/// <param name="FirstRow">The row that it begins in.</param>
/// <param name="FirstColumn">The column that it begins in.</param>
/// <param name="Count">How many elements it has.</param>
internal sealed record DiagonalView(long Rows, long Columns, long FirstRow, long FirstColumn, Size Count) : View
{
    /// <summary>The diagonal that is so far right of the middle one, or left of it where that is negative.</summary>
    public static DiagonalView Of(ImmutableArray<Size> shape, long offset, long rows, long columns)
    {
        var (row, column) = (Math.Max(-offset, 0), Math.Max(offset, 0));
        var count = shape[(int)rows].With(shape[(int)columns], (r, c) => Math.Max(0, Math.Min(r - row, c - column)));
        return new DiagonalView(rows, columns, row, column, count);
    }

    public override GraphValue Of(GraphWriter write, GraphValue whole)
    {
        var gathered = write.Node("GatherND", write.Transpose(whole, Order(whole.Rank)), Places(write));
        var others = Order(whole.Rank).Skip(2).Select(d => whole.Shape[(int)d]).ToImmutableArray();
        return write.Transpose(gathered, Enumerable.Range(1, whole.Rank - 2).Append(0).Select(d => (long)d))
            with { Shape = others.Add(Count) };
    }

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part)
    {
        var order = Order(whole.Rank);
        var updates = write.Transpose(part, Enumerable.Range(0, whole.Rank - 2).Prepend(whole.Rank - 2).Select(d => (long)d));
        var scattered = write.Node("ScatterND", write.Transpose(whole, order), Places(write), updates);
        return write.Transpose(scattered, order.Select((_, i) => (long)Array.IndexOf(order, i))) with { Shape = whole.Shape };
    }

    /// <summary>The two dims first.</summary>
    private long[] Order(int rank) =>
        [Rows, Columns, .. Enumerable.Range(0, rank).Select(d => (long)d).Where(d => d != Rows && d != Columns)];

    /// <summary>The row and the column of each element.</summary>
    private GraphValue Places(GraphWriter write) => write.Concat(
        [write.Unsqueeze(write.Positions(Count, FirstRow), 1), write.Unsqueeze(write.Positions(Count, FirstColumn), 1)], 1);
}
