using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Dims in another order.</summary>
internal static class Permute
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("permute TS -", Storage.OfInput, Result, Demand),
        .. Operator.Each(
            "transpose TS T",
            Storage.OfInput,
            Transpose,
            c => Preconditions.Along(c, "dim0", "dim1", "axis0", "axis1"),
            reshapesInPlace: true),
        .. Operator.Each(
            "swapaxes TS -",
            Storage.OfInput,
            Transpose,
            c => Preconditions.Along(c, "dim0", "dim1", "axis0", "axis1"),
            reshapesInPlace: true),
        .. Operator.Each("swapdims TS -", Storage.OfInput, Transpose, reshapesInPlace: true),
        .. Operator.Each(
            "t TS -", Storage.OfInput, c => c.Input is { } input ? Transposed(input, 0, 1, c.Id) : Value.Nothing, reshapesInPlace: true),
        .. Operator.Each("movedim moveaxis TS -", Storage.OfInput, Move),
        .. Operator.Each("rot90 TS -", Storage.New, Rotate),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            permute transpose t movedim
            mT = torch.transpose({tensor}, -2, -1)
            mH = torch.transpose({tensor}, -2, -1)
            adjoint = torch.transpose({tensor}, -2, -1)
            rot90 = torch.rot90({tensor}, {k}, [{dim1}, {dim2}])
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfView("THSTensor_permute", c => new PermutedView(c.Dims("psizes", c.First.Rank).ToImmutableArray())),
        NativeRow.OfView("THSTensor_transpose", c => Swapped(c, c.Dim("dim1", c.First.Rank), c.Dim("dim2", c.First.Rank))),
        NativeRow.OfView("THSTensor_t", c => c.First.Rank < 2 ? new SameView() : Swapped(c, 0, 1)),
        NativeRow.OfView("THSTensor_movedim", Moved),
        .. new[] { "THSTensor_mT", "THSTensor_mH", "THSTensor_adjoint" }
            .Select(n => NativeRow.OfView(n, c => Swapped(c, c.First.Rank - 2, c.First.Rank - 1))),
        NativeRow.Of("THSTensor_rot90", Rotated),
    ];

    private static Value Result(OperatorCall call)
    {
        if ((call.Integers("permutation") ?? call.Integers("dim") ?? call.Integers("axes")) is not { } order)
            return call.Result(TensorShape.Unknown);
        if (call.Shape.Rank != order.Length)
            return call.Result(new TensorShape(false, order.Select((_, i) => call.Fresh(i)).ToImmutableArray()));
        return call.Result(TensorShape.Of(order.Select(d => call.Shape[d] ?? call.Fresh(d))));
    }

    private static Mismatch? Demand(OperatorCall call)
    {
        if ((call.Integers("permutation") ?? call.Integers("dim") ?? call.Integers("axes")) is not { } order
            || call.Input is not { Shape: { Rank: { } rank } shape } input)
            return null;
        return order.Length == rank ? null : new Mismatch($"permute gets {order.Length} dims, and {shape.Display} has {rank}", input);
    }

    private static Value Transpose(OperatorCall call)
    {
        var (a, b) = (call.Integer("dim0") ?? call.Integer("axis0"), call.Integer("dim1") ?? call.Integer("axis1"));
        return call.Input is { } input && a is not null && b is not null
            ? Permute.Transposed(input, a.Value, b.Value, call.Id)
            : call.Result(TensorShape.Unknown);
    }

    private static Value Move(OperatorCall call)
    {
        if (call.Integers("source") is not { } from
            || call.Integers("destination") is not { } to
            || from.Length != to.Length
            || call.Shape.Rank is not { } rank)
            return call.Result(TensorShape.Unknown);
        var (sources, places) = (from.Select(d => call.Shape.FromFront(d)).ToList(), to.Select(d => call.Shape.FromFront(d)).ToList());
        if (sources.Contains(null)
            || places.Contains(null)
            || sources.Distinct().Count() != sources.Count
            || places.Distinct().Count() != places.Count)
            return call.Result(TensorShape.Unknown);
        var others = new Queue<Dim>(call.Shape.Dims.Where((_, i) => !sources.Contains(i)));
        return call.Result(
            TensorShape.Of(
                Enumerable
                    .Range(0, rank)
                    .Select(i => places.IndexOf(i) is >= 0 and var k ? call.Shape.Dims[sources[k]!.Value] : others.Dequeue())
                    .ToList()));
    }

    /// <summary>An odd number of quarter turns swaps the two dims of the plane.</summary>
    private static Value Rotate(OperatorCall call)
    {
        if (call.Integer("k") is not { } turns || call.Input is not { } input) return call.Result(TensorShape.Unknown);
        if (turns % 2 == 0) return call.Result(call.Shape);
        var plane = call.IsGiven("dim") ? call.Integers("dim") : ImmutableArray.Create(0L, 1L);
        return plane is { Length: 2 } dims ? Permute.Transposed(input, dims[0], dims[1], call.Id) : call.Result(TensorShape.Unknown);
    }

    /// <summary>The tensor with two dims in each other's place.</summary>
    public static Value Transposed(TensorValue tensor, long a, long b, ValueId id)
    {
        if (tensor.Shape.FromFront(a) is not { } i || tensor.Shape.FromFront(b) is not { } j || tensor.Shape.Rank is null)
            return tensor with { Id = id, Shape = TensorShape.Unknown };
        var dims = tensor.Shape.Dims.ToBuilder();
        (dims[i], dims[j]) = (dims[j], dims[i]);
        return tensor with { Id = id, Shape = TensorShape.Of(dims) };
    }

    /// <summary>A quarter turn is a flip of the second dim of the plane, after which its dims change places.</summary>
    private static GraphValue Rotated(ExportCall call)
    {
        var (write, input) = (call.Write, call.First);
        var (first, second) = (call.Dim("dim1", input.Rank), call.Dim("dim2", input.Rank));
        var turns = (call.Integer("k") % 4 + 4) % 4;
        if (turns is 0) return input;
        if (turns is 1 or 2) input = AlongDim.Reversed(write, input, second);
        if (turns is 2 or 3) input = AlongDim.Reversed(write, input, first);
        return turns == 2 ? input : Swapped(call, first, second).Of(write, input);
    }

    private static View Swapped(ExportCall call, long first, long second)
    {
        var order = Enumerable.Range(0, call.First.Rank).Select(d => (long)d).ToArray();
        (order[first], order[second]) = (second, first);
        return order.Length == 0 ? new SameView() : new PermutedView(order.ToImmutableArray());
    }

    private static View Moved(ExportCall call)
    {
        var (from, to) = (call.Dims("src", call.First.Rank), call.Dims("dst", call.First.Rank));
        var rest = new Queue<long>(Enumerable.Range(0, call.First.Rank).Select(d => (long)d).Except(from));
        return new PermutedView(Enumerable.Range(0, call.First.Rank)
            .Select(d => Array.IndexOf(to, d) is >= 0 and var at ? from[at] : rest.Dequeue())
            .ToImmutableArray());
    }
}
