using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Elements added around a tensor.</summary>
internal static class Padding
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("pad F -", Storage.New, Result, keepsRank: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => [new("THSNN_pad", PaddedInScript)];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_pad", Padded),
    ];

    private static Value Result(OperatorCall call) =>
        call.Dims("pad") is { } pads && pads.Length % 2 == 0
            ? Padded(call, pads)
            : call.Result(call.Shape.Rank is { } rank ? Unsized(call, rank) : TensorShape.Unknown);

    /// <summary>Pads are given in pairs, those of the last dim first.</summary>
    public static Value Padded(OperatorCall call, ImmutableArray<Dim> pads)
    {
        var count = pads.Length / 2;
        if (call.Shape.Rank < count) return call.Result(TensorShape.Unknown);
        var padded = Enumerable
            .Range(1, count)
            .Select(i => call.Shape[-i] is { } size ? size + pads[2 * i - 2] + pads[2 * i - 1] : call.Fresh(-i))
            .Reverse();
        var kept = call.Shape.Dims.Take(Math.Max(0, call.Shape.Dims.Length - count));
        return call.Result(call.Shape with { Dims = kept.Concat(padded).ToImmutableArray(), Front = ImmutableArray<Dim?>.Empty });
    }

    private static TensorShape Unsized(OperatorCall call, int rank) => TensorShape.Of(Enumerable.Range(0, rank).Select(i => call.Fresh(i)));

    /// <summary>Pairs from the last dim on become all starts and then all ends.</summary>
    private static GraphValue Padded(ExportCall call)
    {
        var (write, input, pad) = (call.Write, call.Tensor("input"), call.Sizes("pad"));
        var (starts, ends) = (new Size[input.Rank], new Size[input.Rank]);
        for (var i = 0; i < pad.Length / 2; i++)
            (starts[input.Rank - 1 - i], ends[input.Rank - 1 - i]) = (pad[2 * i], pad[2 * i + 1]);
        var sizes = write.Sizes.Vector([.. starts, .. ends]);
        // TorchSharp's PaddingModes: Zeros, Reflect, Replicate, Circular, Constant.
        return call.Integer("mode") switch
        {
            0 or 4 => write.Node("Pad", input, sizes, write.Like(input, call.Number("value"))),
            1 => write.Node("Pad", [input, sizes], ("mode", "reflect")),
            2 => write.Node("Pad", [input, sizes], ("mode", "edge")),
            _ => throw call.Refuse("circular padding is in ONNX from opset 19 on, and few runtimes have it (MFX1505 says what to write)"),
        };
    }

    private static string PaddedInScript(ScriptCall call) => call.Filled(call.Integer("mode") switch
    {
        0 or 4 => "torch.constant_pad_nd({input}, {pad}, {value})",
        1 => $"torch.reflection_pad{call.Sizes("pad").Length / 2}d({{input}}, {{pad}})",
        2 => $"torch.replication_pad{call.Sizes("pad").Length / 2}d({{input}}, {{pad}})",
        _ => "torch.pad({input}, {pad}, \"circular\")",
    });
}
