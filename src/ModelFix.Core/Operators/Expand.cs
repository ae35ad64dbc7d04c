using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Dims of size 1 are stretched: elements of the result share storage among themselves.</summary>
internal static class Expand
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("expand T -", Storage.Overlapping, c => Result(c, c.Dims("sizes")), Demand),
        .. Operator.Each("broadcast_to TS -", Storage.Overlapping, c => Result(c, c.Dims("shape"))),
        .. Operator.Each("expand_as T -", Storage.Overlapping, c => c.Result(c.Tensor("other")?.Shape ?? TensorShape.Unknown)),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            expand = torch.expand({tensor}, {psizes})
            broadcast_to = torch.expand({tensor}, {psizes})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. new[] { "THSTensor_expand", "THSTensor_broadcast_to" }
            .Select(n => NativeRow.OfView(n, c => new ExpandedView(c.Result.Shape))),
    ];

    private static Value Result(OperatorCall call, ImmutableArray<Dim>? given)
    {
        if (given is not { } sizes || call.Shape.Rank is not { } rank || rank > sizes.Length) return call.Result(TensorShape.Unknown);
        return call.Result(TensorShape.Of(sizes.Select((d, i) =>
            !d.MayBeNegative
                ? d
                : d.Constant == -1 && i >= sizes.Length - rank
                ? call.Shape.Dims[i - (sizes.Length - rank)]
                : call.Fresh(i))));
    }

    /// <summary>Only dims of size 1 are stretched, and dims are added in front only; -1 keeps a size.</summary>
    private static Mismatch? Demand(OperatorCall call)
    {
        if (call.Input is not { Shape: { Rank: { } rank } shape } input || call.Dims("sizes") is not { } sizes) return null;
        var text = $"{shape.Display} does not expand to {TensorShape.Of(sizes).Display}";
        if (sizes.Length < rank) return new Mismatch($"{text}: it has more dims", input);
        foreach (var (own, wanted) in shape.Dims.Zip(sizes.Skip(sizes.Length - rank), (o, w) => (o, w)))
            if (!wanted.MayBeNegative && own.DiffersWithoutZeros(wanted) && own.DiffersWithoutZeros(Dim.One))
                return new Mismatch($"{text}: {Preconditions.Differ(own, wanted)}", input);
        return null;
    }
}
