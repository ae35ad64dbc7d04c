using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Copies beside each other.</summary>
internal static class Repeat
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("repeat T -", Storage.New, Result),
        .. Operator.Each("tile TS -", Storage.New, Tile),
        .. Operator.Each("repeat_interleave TS -", Storage.New, Interleaved),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
        [.. ScriptForm.Table("repeat tile"), new("THSTensor_repeat_interleave_int64", Interleaved)];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_repeat", c => Tiled(c, c.Sizes("psizes"))),
        NativeRow.Of("THSTensor_tile", c => Tiled(c, c.Sizes("reps"))),
        NativeRow.Of("THSTensor_repeat_interleave_int64", EachRepeated),
        .. NativeRow.Refused("THSTensor_repeat_interleave", "how many elements it gives depends on the data"),
    ];

    private static Value Result(OperatorCall call)
    {
        if (call.Dims("sizes") is not { } counts || call.Shape.Rank is not { } rank || rank > counts.Length)
            return call.Result(TensorShape.Unknown);
        return call.Result(
            TensorShape.Of(counts.Select((c, i) => i < counts.Length - rank ? c : c * call.Shape.Dims[i - (counts.Length - rank)])));
    }

    /// <summary>As repeat, but dims for which no count is given stay.</summary>
    private static Value Tile(OperatorCall call)
    {
        if ((call.Dims("reps") ?? call.Dims("dim")) is not { } counts || call.Shape.Rank is not { } rank)
            return call.Result(TensorShape.Unknown);
        var length = Math.Max(rank, counts.Length);
        return call.Result(TensorShape.Of(Enumerable.Range(1, length).Reverse().Select(e =>
            (e <= counts.Length ? counts[counts.Length - e] : Dim.One) * (e <= rank ? call.Shape.Dims[rank - e] : Dim.One))));
    }

    private static Value Interleaved(OperatorCall call)
    {
        if (!call.IsGiven("dim")) return call.Result(TensorShape.Of(call.Fresh(0)));
        return call.Integer("repeats") is { } k && call.Integer("dim") is { } d
            ? call.Result(Dims.With(call, d, call.Shape[d] is { } size ? size * Dim.Of(k) : null))
            : call.Result(Dims.With(call, call.Integer("dim"), null));
    }

    /// <summary>Each element of a dim several times; of all elements where no dim is given, which is the least number there is.</summary>
    private static GraphValue EachRepeated(ExportCall call)
    {
        var (write, input, repeats) = (call.Write, call.First, call.Size("repeats"));
        if (call.Integer("dim") == long.MinValue)
            input = write.Reshape(input, ImmutableArray.Create(input.Shape.Aggregate((Size)1, (n, s) => n * s)));
        var dim = input.Rank == 1 ? 0 : (int)call.Dim("dim", input.Rank);
        var shape = input.Shape.Insert(dim + 1, repeats);
        var raised = write.Unsqueeze(input, dim + 1) with { Shape = input.Shape.Insert(dim + 1, 1) };
        return write.Reshape(write.Expand(raised, shape), call.Result.Shape);
    }

    /// <summary>Dims of size 1 are put before where there are more counts than dims, and counts of 1 where there are fewer.</summary>
    private static GraphValue Tiled(ExportCall call, ImmutableArray<Size> counts)
    {
        var (write, input) = (call.Write, call.First);
        var added = Math.Max(0, counts.Length - input.Rank);
        if (added > 0) input = write.Unsqueeze(input, Enumerable.Range(0, added).Select(d => (long)d).ToArray());
        var all = Enumerable.Repeat((Size)1, Math.Max(0, call.First.Rank - counts.Length)).Concat(counts).ToList();
        return write.Node("Tile", input, write.Sizes.Vector(all));
    }

    private static string Interleaved(ScriptCall call) => call.Filled(call.Integer("dim") == long.MinValue
        ? "torch.repeat_interleave({tensor}, {repeats})"
        : "torch.repeat_interleave({tensor}, {repeats}, {dim})");
}
