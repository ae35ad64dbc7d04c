using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Functional forms of layers.</summary>
internal static class NeuralTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        .. Enumerable.Range(1, 3).SelectMany(n => new[]
        {
            Row($"conv{n}d", c => Convolution(c, n)),
            Row($"conv_transpose{n}d", c => Transposed(c, n)),
            Row($"adaptive_avg_pool{n}d", c => Adaptive(c, n)),
            Row($"adaptive_max_pool{n}d", c => Adaptive(c, n)),
            Row($"max_pool{n}d", c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Name, isAverage: false))),
            Row($"max_pool{n}d_with_indices", c => WithIndices(c, Spatial.Pooled(c.Shape, n, c.Spread, c.Name, isAverage: false))),
            Row($"adaptive_max_pool{n}d_with_indices", c => WithIndices(c, Adaptive(c, n).Shape)),
            Row($"avg_pool{n}d", c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Name, isAverage: true))),
        }),
        .. Enumerable.Range(1, 2).Select(n => Row($"lp_pool{n}d", c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Name, isAverage: true)))),
        .. new[] { "interpolate", "upsample", "upsample_bilinear", "upsample_nearest" }.Select(n => Row(n, Interpolate)),
        Row("grid_sample", GridSample),
        Row("affine_grid", c => c.Dims("size") is { } s ? c.Result(TensorShape.Of(s.RemoveAt(1).Add(Dim.Of(s.Length - 2)))) : c.Result(TensorShape.Unknown)),
        Row("cosine_similarity", c => Compared(c, c.Tensor("x2"), c.Integer("dim"), keep: false)),
        Row("pairwise_distance", c => Compared(c, c.Tensor("input2"), -1, c.Flag("keepdim"))),
        Row("pad", Pad),
        Row("linear", Linear),
        Row("pixel_shuffle", c => PixelShuffle(c, c.Dim("upscale_factor"))),
        Row("pixel_unshuffle", c => PixelUnshuffle(c, c.Dim("downscale_factor"))),
        Row("scaled_dot_product_attention", Attention),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    private static Value Convolution(OperatorCall call, int n)
    {
        if (call.Tensor("weight")?.Shape is not { } weight || weight.Rank != n + 2)
            return call.Result(Spatial.Trailing(call.Shape, n, call.Fresh(-n - 1), i => call.Fresh(-i)), call.Type);
        return call.Result(Spatial.Convolved(call.Shape, n, call.Spread, weight.Dims[0], weight.Dims.Skip(2).ToList(), call.Name), call.Type);
    }

    private static Value Transposed(OperatorCall call, int n)
    {
        var weight = call.Tensor("weight")?.Shape is { } shape && shape.Rank == n + 2 ? shape : null;
        ImmutableArray<Dim>? Spread(string name, int count) => name switch
        {
            "kernel_size" => weight?.Dims.Skip(2).ToImmutableArray(),
            // Here each dim has its own, other than in the layers.
            "output_padding" => call.Spread(name, count) is { } extra && extra.All(e => e.Equals(extra[0])) ? extra : null,
            _ => call.Spread(name, count),
        };
        var channels = weight is not null && call.Integer("groups") is { } groups ? weight.Dims[1] * Dim.Of(groups) : null;
        return call.Result(Spatial.Transposed(call.Shape, n, Spread, channels, call.Name), call.Type);
    }

    private static Value Linear(OperatorCall call)
    {
        if ((call.Tensor("weights") ?? call.Tensor("weight"))?.Shape is not { Rank: 2 } weight || call.Shape.Dims.IsEmpty) return call.Result(TensorShape.Unknown);
        return call.Result(call.Shape with
        {
            Dims = call.Shape.Dims.SetItem(call.Shape.Dims.Length - 1, weight.Dims[0]),
            Front = ImmutableArray<Dim?>.Empty,
        });
    }

    /// <summary>[..., C * r * r, H, W] becomes [..., C, H * r, W * r].</summary>
    public static Value PixelShuffle(OperatorCall call, Dim? factor)
    {
        var channels = factor is null ? null : call.Shape[-3]?.Quotient(factor * factor);
        return call.Result(Spatial.Trailing(call.Shape, 2, channels ?? call.Fresh(-3), i => factor is not null && call.Shape[-i] is { } size ? size * factor : call.Fresh(-i)));
    }

    /// <summary>
    /// [..., C, H * r, W * r] becomes [..., C * r * r, H, W]; sizes that r does not divide throw. PyTorch hands an empty tensor back as it is, which is
    /// only seen here where a size is the constant 0.
    /// </summary>
    public static Value PixelUnshuffle(OperatorCall call, Dim? factor)
    {
        if (call.Shape.Dims.Any(d => d.Constant == 0)) return call.Result(call.Shape);
        var channels = factor is null ? null : call.Shape[-3] is { } deep ? deep * factor * factor : null;
        return call.Result(Spatial.Trailing(call.Shape, 2, channels ?? call.Fresh(-3), i => factor is not null && call.Shape[-i] is { } size ? size.FloorDivide(factor) : call.Fresh(-i)));
    }

    /// <summary>[..., L, E] attends to [..., S, E] with values [..., S, V]: [..., L, V], the dims before them broadcast.</summary>
    private static Value Attention(OperatorCall call)
    {
        var shapes = new[] { call.Shape, call.Tensor("key")?.Shape, call.Tensor("value")?.Shape };
        if (shapes.Any(s => s?.Rank is null or < 2)) return call.Result(TensorShape.Unknown);
        var batch = shapes.Select(s => TensorShape.Of(s!.Dims.Take(s.Dims.Length - 2))).Aggregate((a, b) => Broadcasting.Of(a, b, call.Name));
        return call.Result(TensorShape.Of(batch.Dims.Add(shapes[0]![-2]!).Add(shapes[2]![-1]!)));
    }

    private static TensorValue Adaptive(OperatorCall call, int n)
    {
        var sizes = Spatial.Repeated(call.Dims("output_size"), n);
        return call.Result(Spatial.Trailing(call.Shape, n, call.Shape[-n - 1], i => sizes?[n - i] ?? call.Fresh(-i)));
    }

    public static Value Interpolate(OperatorCall call)
    {
        // The number of sizes tells the rank where that is not known: a batch, channels and one dim a size.
        var given = call.IsGiven("size") ? call.Dims("size")?.Length : null;
        return (call.Shape.Rank ?? given + 2) is { } rank and >= 3 ? Resized(call, rank, "size", "scale_factor") : call.Result(TensorShape.Unknown);
    }

    /// <summary>[N, C, ...] with the spatial sizes that are given, or its own times the factors.</summary>
    public static Value Resized(OperatorCall call, int rank, string sizeArgument, string factorArgument)
    {
        if (call.Shape.Rank is { } known && known != rank || call.Shape.MinRank > rank) return call.Result(TensorShape.Unknown);
        var n = rank - 2;
        var sizes = call.IsGiven(sizeArgument) ? Spatial.Repeated(call.Dims(sizeArgument), n) : null;
        var scales = !call.IsGiven(sizeArgument) && call.IsGiven(factorArgument) ? call.Arguments.Elements(factorArgument).Select(call.Known).Select(Factor).ToList() : null;
        Dim Output(int i)
        {
            if (sizes is { } s) return s[i];
            return scales is not null && scales.Count == n && scales[i] is { } factor ? call.Shape[i - n] is { } size ? size * Dim.Of(factor) : call.Fresh(i + 2) : call.Fresh(i + 2);
        }

        var batch = call.Shape.Rank is null ? call.Input?.Size(0) ?? call.Fresh(0) : call.Shape.Dims[0];
        return call.Result(TensorShape.Of(Enumerable.Range(0, n).Select(Output).Prepend(call.Shape[-n - 1] ?? call.Fresh(1)).Prepend(batch)));
    }

    public static Value WithIndices(OperatorCall call, TensorShape shape) => new ListValue(ImmutableArray.Create<Value>(
        call.Result(shape) with { Name = call.Name + ".values" },
        call.Result(shape, ElementType.Int64) with { Name = call.Name + ".indices" }));

    /// <summary>[N, C, …] is sampled at [N, places…, coordinates].</summary>
    private static Value GridSample(OperatorCall call)
    {
        if (call.Tensor("grid")?.Shape is not { Rank: { } rank } grid || rank < 3) return call.Result(TensorShape.Unknown);
        var channels = call.Shape[1] ?? call.Shape[1 - rank] ?? call.Fresh(1);
        return call.Result(TensorShape.Of(grid.Dims.RemoveAt(rank - 1).Insert(1, channels)));
    }

    /// <summary>Two tensors broadcast, and a dim of both taken together.</summary>
    public static Value Compared(OperatorCall call, TensorValue? other, long? dim, bool? keep)
    {
        if (other is null || dim is not { } d || keep is null) return call.Result(TensorShape.Unknown);
        var both = call with { Input = call.Result(Broadcasting.Of(call.Shape, other.Shape, call.Name)) };
        return call.Result(keep.Value ? ViewTransfers.WithDim(both, d, Dim.One) : ViewTransfers.WithoutDim(both, d));
    }

    private static long? Factor(Value value) => value switch
    {
        IntegerValue { Dim.Constant: { } n } => n,
        ConstantValue { Constant: double d } when d == Math.Floor(d) && d is > 0 and < 1e6 => (long)d,
        _ => null,
    };

    private static Value Pad(OperatorCall call) =>
        call.Dims("pad") is { } pads && pads.Length % 2 == 0 ? Padded(call, pads) : call.Result(call.Shape.Rank is { } rank ? Unsized(call, rank) : TensorShape.Unknown);

    /// <summary>Pads are given in pairs, those of the last dim first.</summary>
    public static Value Padded(OperatorCall call, ImmutableArray<Dim> pads)
    {
        var count = pads.Length / 2;
        if (call.Shape.Rank < count) return call.Result(TensorShape.Unknown);
        var padded = Enumerable.Range(1, count).Select(i => call.Shape[-i] is { } size ? size + pads[2 * i - 2] + pads[2 * i - 1] : call.Fresh(-i)).Reverse();
        var kept = call.Shape.Dims.Take(Math.Max(0, call.Shape.Dims.Length - count));
        return call.Result(call.Shape with { Dims = kept.Concat(padded).ToImmutableArray(), Front = ImmutableArray<Dim?>.Empty });
    }

    private static TensorShape Unsized(OperatorCall call, int rank) => TensorShape.Of(Enumerable.Range(0, rank).Select(i => call.Fresh(i)));
}
