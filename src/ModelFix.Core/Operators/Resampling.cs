using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Images of another size.</summary>
internal static class Resampling
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("interpolate upsample upsample_bilinear upsample_nearest F -", Storage.New, Interpolate),
        .. Enumerable.Range(1, 3).SelectMany(n => Operator.Each(
            $"upsample_nearest{n}d F -",
            Storage.New,
            c => Resized(c, n + 2, n == 1 ? "output_size" : "output_sizes", n == 1 ? "scale_factor" : "scale_factors"))),
        .. Operator.Each("grid_sample F -", Storage.New, GridSample, NoGrid),
        .. Operator.Each(
            "affine_grid F -",
            Storage.New,
            c =>
                c.Dims("size") is { } s
                    ? c.Result(TensorShape.Of(s.RemoveAt(1).Add(Dim.Of(s.Length - 2))))
                    : c.Result(TensorShape.Unknown)),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        new("THSNN_interpolate", ResizedInScript),
        new("THSNN_grid_sample", NativeGridSample.SampledInScript),
        .. Enumerable.Range(1, 3).Select(n => new ScriptForm(
            $"THSTensor_upsample_nearest{n}d",
            c => c.Filled(c.Numbers("scaleFactors").IsEmpty
                ? $"torch.upsample_nearest{n}d({{input}}, {{outputSize}}, None)"
                : $"torch.upsample_nearest{n}d({{input}}, None, {{scaleFactors}})"))),
        .. ScriptForm.Table("THSNN_affine_grid = torch.affine_grid_generator({theta}, {size}, {align_corners})"),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_affine_grid", NativeAffineGrid.Made),
        NativeRow.Of("THSNN_interpolate", NativeResize.Interpolated),
        .. NativeRow.Each(
            "THSTensor_upsample_nearest1d THSTensor_upsample_nearest2d THSTensor_upsample_nearest3d", NativeResize.Upsampled),
        NativeRow.Of("THSNN_grid_sample", NativeGridSample.Sampled, opset: 16),
    ];

    public static Value Interpolate(OperatorCall call)
    {
        // The number of sizes tells the rank where that is not known: a batch, channels and one dim a size.
        var given = call.IsGiven("size") ? call.Dims("size")?.Length : null;
        return (call.Shape.Rank ?? given + 2) is { } rank and >= 3
            ? Resized(call, rank, "size", "scale_factor")
            : call.Result(TensorShape.Unknown);
    }

    /// <summary>[N, C, ...] with the spatial sizes that are given, or its own times the factors.</summary>
    public static Value Resized(OperatorCall call, int rank, string sizeArgument, string factorArgument)
    {
        if (call.Shape.Rank is { } known && known != rank || call.Shape.MinRank > rank) return call.Result(TensorShape.Unknown);
        var n = rank - 2;
        var sizes = call.IsGiven(sizeArgument) ? Spatial.Repeated(call.Dims(sizeArgument), n) : null;
        var scales = !call.IsGiven(sizeArgument) && call.IsGiven(factorArgument)
            ? call.Arguments.Elements(factorArgument).Select(call.Known).Select(Factor).ToList()
            : null;
        Dim Output(int i)
        {
            if (sizes is { } s) return s[i];
            return scales?.Count == n && scales[i] is { } factor && call.Shape[i - n] is { } size && Scaled(size, factor) is { } scaled
                ? scaled
                : call.Fresh(i + 2);
        }

        var batch = call.Shape.Rank is null ? call.Input?.Size(0) ?? call.Fresh(0) : call.Shape.Dims[0];
        return call.Result(
            TensorShape.Of(Enumerable.Range(0, n).Select(Output).Prepend(call.Shape[-n - 1] ?? call.Fresh(1)).Prepend(batch)));
    }

    private static double? Factor(Value value) => value switch
    {
        IntegerValue { Dim.Constant: > 0 and < 1_000_000 and var n } => n,
        ConstantValue { Constant: double and > 0 and < 1e6 and var d } => d,
        _ => null,
    };

    /// <summary>A size times a factor, rounded down in float64; null where that is not known, or nothing is left.</summary>
    private static Dim? Scaled(Dim size, double factor)
    {
        if (factor == Math.Floor(factor)) return size * Dim.Of((long)factor);
        return size.Constant is { } known && Math.Floor(known * factor) is >= 1 and < int.MaxValue and var scaled
            ? Dim.Of((long)scaled)
            : null;
    }

    /// <summary>[N, C, …] is sampled at [N, places…, coordinates].</summary>
    private static Value GridSample(OperatorCall call)
    {
        if (call.Tensor("grid")?.Shape is not { Rank: { } rank } grid || rank < 3) return call.Result(TensorShape.Unknown);
        var channels = call.Shape[1] ?? call.Shape[1 - rank] ?? call.Fresh(1);
        return call.Result(TensorShape.Of(grid.Dims.RemoveAt(rank - 1).Insert(1, channels)));
    }

    /// <summary>A grid of the input's rank has as many batches as it, and a coordinate for each spatial dim.</summary>
    private static Mismatch? NoGrid(OperatorCall call)
    {
        if (call.Input is not { } input || call.Tensor("grid") is not { Shape.Rank: { } rank } grid || rank < 3) return null;
        var text = $"{grid.Shape.Display} is no grid for {input.Shape.Display}";
        if (input.Shape.Rank is { } own && own != rank) return new Mismatch($"{text}: their ranks differ", grid, input);
        var (coordinates, wanted) = (grid.Shape.Dims[rank - 1], Dim.Of(rank - 2));
        if (coordinates.DiffersWithoutZeros(wanted))
            return new Mismatch($"{text}: it has {coordinates.Display} coordinates, not {wanted}", grid, input);
        return input.Shape[0] is { } batch && batch.DiffersWithoutZeros(grid.Shape.Dims[0])
            ? new Mismatch($"{text}: {Preconditions.Differ(grid.Shape.Dims[0], batch)}", grid, input)
            : null;
    }

    /// <summary>Where sizes are given, to those; else libtorch computes them of the factors, as TorchSharp does.</summary>
    private static string ResizedInScript(ScriptCall call)
    {
        var dims = call.First.Rank - 2;
        var isSized = call.Numbers("scale_factor").IsEmpty || call.Flag("recompute_scale_factor");
        var sizes = isSized || call.Integer("mode") == 5 ? call.List(call.Result.Shape.Skip(2)) : "None";
        var name = call.Integer("mode") switch
        {
            0 => $"upsample_nearest{dims}d",
            1 => "upsample_linear1d",
            2 => call.Flag("antialias") ? "_upsample_bilinear2d_aa" : "upsample_bilinear2d",
            3 => call.Flag("antialias") ? "_upsample_bicubic2d_aa" : "upsample_bicubic2d",
            4 => "upsample_trilinear3d",
            5 => $"adaptive_avg_pool{dims}d",
            6 => $"_upsample_nearest_exact{dims}d",
            _ => throw call.Refuse("its mode is not exported"),
        };
        if (call.Integer("mode") == 5) return call.Filled($"torch.{name}({{input}}, {sizes})");
        var corners = call.Integer("mode") is 0 or 6 ? "" : $"{ScriptCall.Boolean(call.Integer("align_corners") == 1)}, ";
        return call.Filled($"torch.{name}({{input}}, {sizes}, {corners}{(isSized ? "None" : "{scale_factor}")})");
    }
}
