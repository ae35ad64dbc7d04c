using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Differences of neighbours.</summary>
internal static class Diff
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("diff TS -", Storage.New, Result, c => Preconditions.Along(c, "dim")),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("diff");

    /// <summary>What it is in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_diff", Differences),
    ];

    /// <summary>TorchSharp takes them once and not more often.</summary>
    private static GraphValue Differences(ExportCall call)
    {
        var (write, dim) = (call.Write, call.Dim("dim", call.First.Rank));
        if (call.ResultType == ElementType.Bool) throw call.Refuse("that of bools is not exported");
        var parts = new[] { call.Optional("prepend"), call.First, call.Optional("append") }
            .OfType<GraphValue>()
            .Select(t => write.Cast(t, call.ResultType))
            .ToList();
        var all = parts.Count == 1 ? parts[0] : write.Concat(parts, dim);
        return write.Node("Sub", write.Slice(all, dim, 1, null), write.Slice(all, dim, 0, -1));
    }

    /// <summary>Each time a dim gets shorter by one, until nothing is left; what is prepended and appended counts before.</summary>
    private static Value Result(OperatorCall call)
    {
        var others = new[] { "prepend", "append" }.Where(call.IsGiven).ToList();
        if (others.Any(o => call.Tensor(o) is null) || call.Integer("n") is not (>= 1 and var times) || call.Integer("dim") is not { } dim)
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var tensors = others.Select(o => call.Tensor(o)!).ToList();
        // Other than in what is joined along the dim the tensors agree.
        var size = tensors
            .Select(t => t.Shape[dim])
            .Aggregate(call.Shape[dim], (sum, part) => sum is not null && part is not null ? sum + part : null);
        return call.Result(
            Dims.With(call, dim, size is null ? null : Dim.Max(size - Dim.Of(times), Dim.Zero)),
            tensors.Select(t => t.Type).Aggregate(call.Type, ElementTypes.Join));
    }
}
