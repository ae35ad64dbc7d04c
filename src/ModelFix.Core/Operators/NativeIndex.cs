using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>
/// An index as TorchSharp hands it to its native library: four lists of numbers, of which the first tells the kind of each item.
/// </summary>
/// <remarks>Source of the encoding: completeTensorIndices of TorchSharp's THSTensor.cpp, 0.107.</remarks>
internal static class NativeIndex
{
    private const long Null = long.MinValue;
    private const long Ellipsis = long.MinValue + 3;
    private const long NewDim = long.MinValue + 4;
    private const long Tensor = long.MinValue + 5;
    private const long OpenStart = long.MinValue + 6;
    private const long LastOfSlices = long.MinValue / 4;

    /// <summary>The views that an index without tensors is, or null.</summary>
    public static IReadOnlyList<IReadOnlyList<View>>? Views(ExportCall call)
    {
        var (views, tensors) = Decoded(call);
        return tensors.Count == 0 ? new[] { views } : null;
    }

    /// <summary>The elements that an index with tensors selects.</summary>
    public static GraphValue Read(ExportCall call)
    {
        var (views, tensors) = Decoded(call);
        var whole = views.Aggregate(call.First, (value, view) => view.Of(call.Write, value));
        if (tensors.Any(t => t.Index.Type is ElementType.Bool or ElementType.Byte)) return Chosen(call, whole, tensors);
        if (tensors.Count == 1)
            return call.Write.Node("Gather", [whole, Position(call, tensors[0].Index)], ("axis", tensors[0].Dim));
        var order = Order(whole.Rank, tensors);
        var gathered = call.Write.Node("GatherND", call.Write.Transpose(whole, order), Positions(call, tensors, out var rank));
        return IsTogether(tensors) && tensors[0].Dim > 0
            ? Back(call, gathered, tensors[0].Dim, rank, whole.Rank - tensors.Count)
            : gathered;
    }

    /// <summary>The elements where a mask over the leading dims is true: how many, the data decide.</summary>
    private static GraphValue Chosen(ExportCall call, GraphValue whole, List<(long Dim, GraphValue Index)> tensors)
    {
        var (write, (dim, mask)) = (call.Write, tensors[0]);
        if (tensors.Count > 1 || dim != 0) throw call.Refuse("a mask beside other indices is not exported (MFX1602 says what to write)");
        var condition = write.Cast(mask, ElementType.Bool);
        var places = write.Typed(ElementType.Int64, "NonZero", condition);
        var chosen = write.Node("GatherND", whole, write.Transpose(places, [1, 0]));
        write.Graph.Chosen[chosen.Name] = (condition.Name, whole);
        if (call.Result.Shape[0].IsConstant)
            write.Graph.Doubts[chosen.Name] = call.Refuse(
                "a mask selected as many elements in each recording, which says nothing of other inputs (MFX1602 says what to write)");
        return chosen;
    }

    /// <summary>The whole tensor after a value was written to the part that an index names.</summary>
    public static GraphValue Written(ExportCall call, GraphValue value)
    {
        var (views, tensors) = Decoded(call);
        if (call.HasParameter("accumulate") && call.Flag("accumulate") && call.Opset < 16)
            throw call.Refuse("adding to elements is in ONNX from opset 16 on (--opset 16)");
        return Replaced(call, call.First, views, part => tensors.Count == 0
            ? Broadcast(call.Write, call.Write.Cast(value, call.First.Type), part, views)
            : Scattered(call, part, tensors, call.Write.Cast(value, call.First.Type)));
    }

    /// <summary>The whole tensor after a value was written to one element, or to all that its leading dims' positions leave.</summary>
    public static GraphValue Written(ExportCall call, IEnumerable<Size> positions, GraphValue value)
    {
        var views = positions
            .Select((p, i) => (View)new SlicedView(
                0, call.First.Shape[i], p.With(call.First.Shape[i], (at, all) => at < 0 ? at + all : at), 1, IsDropped: true))
            .ToArray();
        return Replaced(
            call, call.First, views, part => call.Write.Expand(call.Write.Cast(value, call.First.Type), part.Shape));
    }

    /// <summary>The value in the shape of the part, which may be smaller than it was in any recording.</summary>
    private static GraphValue Broadcast(GraphWriter write, GraphValue value, GraphValue part, View[] views) =>
        views.Any(v => v is SlicedView { IsClamped: true }) && !(!value.Shape.IsDefault && value.Shape.SequenceEqual(part.Shape))
            ? write.Node("Expand", value, write.Typed(ElementType.Int64, "Shape", part)) with { Shape = part.Shape }
            : write.Expand(value, part.Shape);

    private static GraphValue Replaced(
        ExportCall call, GraphValue whole, IReadOnlyList<View> views, Func<GraphValue, GraphValue> replace) => views.Count == 0
        ? replace(whole)
        : views[0].Replaced(
            call.Write,
            whole,
            Replaced(call, views[0].Of(call.Write, whole), views.Skip(1).ToList(), replace));

    /// <summary>Views for numbers, slices and new dims, then the tensors with the dims of what is left that they index.</summary>
    public static (View[] Views, List<(long Dim, GraphValue Index)> Tensors) Decoded(NativeCall call)
    {
        var (starts, ends, steps) = (call.Sizes("indexStarts"), call.Sizes("indexEnds"), call.Sizes("indexSteps"));
        var (views, tensors) = (new List<View>(), new List<(long, GraphValue)>());
        var source = call.First.Shape;
        // The dim of the tensor, and that of what the views before have left.
        var (dim, left) = (0, 0);
        for (var i = 0; i < starts.Length; i++)
        {
            var start = starts[i];
            switch (start.First)
            {
                case Null or NewDim:
                    views.Add(new UnsqueezedView(ImmutableArray.Create((long)left++)));
                    break;
                case Ellipsis:
                    var later = Enumerable.Range(i + 1, starts.Length - i - 1).Sum(j => Consumed(call, starts[j], j));
                    var skipped = source.Length - dim - later;
                    (dim, left) = (dim + skipped, left + skipped);
                    break;
                case Tensor:
                    var index = call.TensorAt("indexTensors", i);
                    tensors.Add((left, index));
                    var consumed = Consumed(call, start, i);
                    (dim, left) = (dim + consumed, left + consumed);
                    break;
                case > LastOfSlices:
                    views.Add(new SlicedView(
                        left, source[dim], start.With(source[dim], (at, all) => at < 0 ? at + all : at), 1, IsDropped: true));
                    dim++;
                    break;
                case <= LastOfSlices and >= OpenStart:
                    var from = start.First == OpenStart ? 0 : start - long.MinValue / 2;
                    var to = ends.IsEmpty || ends[i].First == long.MinValue ? source[dim] : ends[i];
                    var step = steps.IsEmpty || steps[i].First == long.MinValue ? 1 : steps[i].First;
                    views.Add(Slicing.Sliced(left++, source[dim++], from, to, step));
                    break;
                default:
                    throw call.Refuse("an index of a truth value is not exported");
            }
        }

        return (views.Where(v => !v.IsNothing).ToArray(), tensors);
    }

    /// <summary>How many dims an item indexes.</summary>
    private static int Consumed(NativeCall call, Size start, int position) => start.First switch
    {
        Null or NewDim or Ellipsis => 0,
        Tensor when call.TensorAt("indexTensors", position) is { Type: ElementType.Bool or ElementType.Byte } mask => mask.Rank,
        _ => 1,
    };

    private static GraphValue Scattered(ExportCall call, GraphValue part, List<(long Dim, GraphValue Index)> tensors, GraphValue value)
    {
        var write = call.Write;
        if (tensors.Any(t => t.Index.Type is ElementType.Bool or ElementType.Byte)) return Masked(call, part, tensors, value);
        var positions = Positions(call, tensors, out var rank);
        var order = Order(part.Rank, tensors);
        var indexed = write.Broadcast(tensors.Select(t => t.Index.Shape));
        var rest = order.Skip(tensors.Count).Select(d => part.Shape[(int)d]).ToImmutableArray();
        var isMoved = IsTogether(tensors) && tensors[0].Dim > 0;
        var first = isMoved ? (int)tensors[0].Dim : 0;
        var shape = rest.Take(first).Concat(indexed).Concat(rest.Skip(first)).ToImmutableArray();
        var updates = write.Expand(value, shape);
        if (isMoved)
            updates = write.Transpose(updates, Enumerable.Range(first, rank)
                .Concat(Enumerable.Range(0, first))
                .Concat(Enumerable.Range(first + rank, rest.Length - first))
                .Select(d => (long)d));
        var adds = call.HasParameter("accumulate") && call.Flag("accumulate");
        var scattered = adds
            ? write.Node("ScatterND", [write.Transpose(part, order), positions, updates], ("reduction", "add"))
            : write.Node("ScatterND", write.Transpose(part, order), positions, updates);
        return write.Transpose(scattered, order.Select((_, i) => (long)Array.IndexOf(order, i)));
    }

    /// <summary>A mask over the leading dims chooses between the value, which is the same for all, and what was there.</summary>
    private static GraphValue Masked(ExportCall call, GraphValue part, List<(long Dim, GraphValue Index)> tensors, GraphValue value)
    {
        var write = call.Write;
        var (dim, mask) = tensors[0];
        if (tensors.Count > 1 || dim != 0) throw call.Refuse("a mask beside other indices is not exported");
        // x[m] = y[m] takes the elements of y that go to the same places.
        if (write.Graph.Chosen.TryGetValue(value.Name, out var chosen) && chosen.Mask == write.Cast(mask, ElementType.Bool).Name)
            value = chosen.Whole;
        else if (!value.Shape.IsDefault && value.Shape.Any(s => s != 1))
            throw call.Refuse("a mask takes one element after the other of what is written, and how many depends on the data");
        var trailing = Enumerable.Range(mask.Rank, part.Rank - mask.Rank).Select(d => (long)d).ToArray();
        var condition = write.Cast(mask, ElementType.Bool);
        if (trailing.Length > 0) condition = write.Unsqueeze(condition, trailing);
        var single = value.Shape.IsDefault || value.Shape.Any(s => s != 1) ? value : write.Reshape(value, ImmutableArray<Size>.Empty);
        return write.Typed(part.Type, "Where", condition, single, part);
    }

    /// <summary>The indexed dims first.</summary>
    private static long[] Order(int rank, List<(long Dim, GraphValue Index)> tensors)
    {
        var indexed = tensors.Select(t => t.Dim).ToList();
        return indexed.Concat(Enumerable.Range(0, rank).Select(d => (long)d).Except(indexed)).ToArray();
    }

    private static bool IsTogether(List<(long Dim, GraphValue Index)> tensors) =>
        tensors.Zip(tensors.Skip(1), (a, b) => b.Dim == a.Dim + 1).All(next => next);

    private static GraphValue Position(ExportCall call, GraphValue index) => call.Write.Cast(index, ElementType.Int64);

    /// <summary>The indices broadcast together, side by side in a last dim.</summary>
    private static GraphValue Positions(ExportCall call, List<(long Dim, GraphValue Index)> tensors, out int rank)
    {
        var shape = call.Write.Broadcast(tensors.Select(t => t.Index.Shape));
        var last = rank = shape.Length;
        return call.Write.Concat(
            tensors.Select(t => call.Write.Unsqueeze(call.Write.Expand(Position(call, t.Index), shape), last)), last);
    }

    /// <summary>The dims of the index go to where the indexed dims were.</summary>
    private static GraphValue Back(ExportCall call, GraphValue gathered, long first, int rank, int rest) => call.Write.Transpose(
        gathered,
        Enumerable.Range(rank, (int)first)
            .Concat(Enumerable.Range(0, rank))
            .Concat(Enumerable.Range(rank + (int)first, rest - (int)first))
            .Select(d => (long)d));
}
