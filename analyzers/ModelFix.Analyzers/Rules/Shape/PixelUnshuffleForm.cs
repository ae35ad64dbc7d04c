using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// pixel_unshuffle(x, 2)  =>  x.reshape(-1, 3, 2, 2, 3, 2).permute(0, 1, 3, 5, 2, 4).reshape(-1, 12, 2, 3)
/// Exact for [N, C, H, W] whose C, H and W are proven: each square of pixels becomes channels. An empty tensor is handed back as it is,
/// so that N is assumed not to be 0 where it is not known.
internal sealed class PixelUnshuffleForm : RearrangementForm
{
    public override ImmutableArray<string> Operators { get; } = ImmutableArray.Create("pixel_unshuffle");

    /// <summary>An exporter writes the same where it knows the plane, and the channels in another order where it does not.</summary>
    public override MoveProblem Problem(TorchCall call, TorchCompilation torch) =>
        torch.ShapeOf(call.Input) is { Rank: 4 } shape && shape.Dims.Skip(1).All(d => d.IsConstant)
            ? new MoveProblem("exports only while the exporter knows the sizes", IsBloat: true)
            : new MoveProblem("exports with its channels in another order where the exporter does not know the sizes");

    public override Rearranged? Of(TorchCall call, TorchCompilation torch, out string missing)
    {
        var shape = torch.ShapeOf(call.Input);
        missing = Constant(call, "downscale_factor") is null ? "make the factor a constant" : StateShape(shape);
        if (shape.Rank != 4 || Constant(call, "downscale_factor") is not (> 0 and < 1 << 15 and var factor)) return null;
        if (Quotient(shape.Dims[2], factor) is not { } height || Quotient(shape.Dims[3], factor) is not { } width) return null;
        if (shape.Dims[1].Constant is not { } channels) return null;
        var r = Dim.Of(factor);
        return Literals(new[] { shape.Dims[0], shape.Dims[1], height, r, width, r }) is { } read
            && Literals(new[] { shape.Dims[0], Dim.Of(channels * factor * factor), height, width }) is { } written
                ? Rearranged.Chain($"reshape({read}).permute(0, 1, 3, 5, 2, 4).reshape({written})") with
                {
                    Assumption = shape.Dims[0].Least >= 1 && shape.Dims[0].IsConstant ? null : "the batch is not empty",
                }
                : null;
    }

    private static Dim? Quotient(Dim size, long factor) =>
        size.Constant is { } n && n % factor == 0 ? Dim.Of(n / factor) : null;
}
