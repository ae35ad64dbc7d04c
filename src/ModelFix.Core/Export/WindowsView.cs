using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>Windows that move along a dim, which becomes their number; what is in a window comes last.</summary>
/// <param name="Dim">The dim.</param>
/// <param name="Count">How many windows there are.</param>
/// <param name="Width">How many elements a window has.</param>
/// <param name="Step">How far apart they begin.</param>
internal sealed record WindowsView(long Dim, Size Count, long Width, long Step) : View
{
    public override GraphValue Of(GraphWriter write, GraphValue whole)
    {
        if (whole.Rank == 0) return write.Unsqueeze(whole, 0) with { Shape = ImmutableArray.Create<Size>(1) };
        var gathered = write.Node("Gather", [whole, Places(write, Count, Step, Width, 1)], ("axis", Dim));
        var order = Enumerable.Range(0, whole.Rank + 1).Select(d => (long)d).ToList();
        order.Remove(Dim + 1);
        order.Add(Dim + 1);
        return write.Transpose(gathered, order) with { Shape = whole.Shape.SetItem((int)Dim, Count).Add(Width) };
    }

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part) =>
        throw new ExportRefusal("a tensor is written to whose elements share their storage (unfold)");

    /// <summary>row * rowStep + column * columnStep.</summary>
    public static GraphValue Places(GraphWriter write, Size rows, long rowStep, Size columns, long columnStep) => write.Typed(
        ElementType.Int64,
        "Add",
        write.Unsqueeze(write.Positions(rows, step: rowStep), 1),
        write.Unsqueeze(write.Positions(columns, step: columnStep), 0));
}
