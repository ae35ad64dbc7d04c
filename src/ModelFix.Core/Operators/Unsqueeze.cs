using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>A dim of size 1 comes.</summary>
internal static class Unsqueeze
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "unsqueeze TS TS",
            Storage.OfInput,
            Result,
            c => Preconditions.Missing(c.Input, c.Integer("dim"), more: 1),
            reshapesInPlace: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("unsqueeze");

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfView("THSTensor_unsqueeze", c => new UnsqueezedView(ImmutableArray.Create(c.Dim("dim", c.First.Rank + 1)))),
    ];

    private static Value Result(OperatorCall call)
    {
        if (call.Integer("dim") is not { } dim) return call.Result(TensorShape.Unknown);
        if (call.Shape.Rank is not { } rank)
            return call.Result(dim switch
            {
                -1 => new TensorShape(true, call.Shape.Dims.Add(Dim.One)),
                >= 0 and < TensorShape.MaxRank =>
                    TensorShape.Unknown with { Front = Enumerable
                        .Range(0, (int)dim + 1)
                        .Select(i => i == dim ? Dim.One : call.Shape[i])
                        .ToImmutableArray() },
                _ => TensorShape.Unknown,
            });
        var at = dim < 0 ? dim + rank + 1 : dim;
        return call.Result(at < 0 || at > rank ? TensorShape.Unknown : TensorShape.Of(call.Shape.Dims.Insert((int)at, Dim.One)));
    }
}
