using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>
/// Rewrites over the configurations that their promise covers. What has many arguments is swept beside the rule's own tests, in the classes
/// *RuleNumbersTests of ModelFix.Analyzers.Tests; here are the shapes, indices and masks, and what those leave out.
/// </summary>
public sealed class SweepTests
{
    [Fact]
    public void Squeezes_of_each_dim_of_ranks_1_to_4() => Sweep.AssertSame(
        "MFX1001",
        from shape in Shapes(1, [1]).Concat(Shapes(2, [1, 2])).Concat(Shapes(3, [1, 3])).Concat(Shapes(4, [1, 3]))
        from dim in Enumerable.Range(-shape.Length, 2 * shape.Length)
        from body in shape[(dim + shape.Length) % shape.Length] == 1
            ? new[] { $"return x.squeeze({dim});", $"var y = x * 1;\ny.squeeze({dim}).mul_(2);\nreturn y;" }
            : [$"return x.squeeze({dim}).relu();"]
        select SweepCase.Of(body, shape));

    [Fact]
    public void Squeezes_of_all_dims_of_ranks_1_to_4() => Sweep.AssertSame(
        "MFX1002",
        from rank in Enumerable.Range(1, 4)
        from shape in Shapes(rank, [1, 2])
        select SweepCase.Of("return x.relu().squeeze();", shape));

    [Fact]
    public void Views_of_batches_of_0_to_5() => Sweep.AssertSame(
        "MFX1003",
        from plane in new long[][] { [1, 1, 1], [2, 3, 4], [4, 1, 6], [6, 2, 2] }
        from view in new (string Body, bool TakesEmpty)[]
        {
            ("return x.contiguous().view(x.size(0), -1);", false),
            ("return x.reshape(x.size(0), x.size(1), -1);", false),
            ("return x.reshape(x.size(0), x.size(1) * x.size(2) * x.size(3));", true),
            ("return x.reshape(x.size(0), x.size(1), 1, x.size(2), x.size(3));", true),
            ("return x.transpose(2, 3).reshape(x.size(0), x.size(1), -1);", false),
        }
        let batches = view.TakesEmpty ? new long[] { 0, 1, 2, 5 } : [1, 2, 5]
        select new SweepCase(view.Body, $"[N, {string.Join(", ", plane)}]", [.. batches.Select(b => (long[])[b, .. plane])]));

    [Fact]
    public void Chunks_of_1_to_9_into_1_to_10() => Sweep.AssertSame(
        "MFX1006",
        from size in Enumerable.Range(1, 9)
        from count in Enumerable.Range(1, 10)
        select SweepCase.Of(
            $"var parts = x.chunk({count}, 1);\nreturn torch.cat(parts.Reverse().ToList(), 1) * parts.Length;", 2, size, 3));

    [Fact]
    public void Repetitions_along_each_dim_of_ranks_1_to_4() => Sweep.AssertSame(
        "MFX1008",
        from shape in Shapes(1, [1, 3]).Concat(Shapes(2, [1, 3])).Concat(Shapes(4, [1, 2]))
        from dim in Enumerable.Range(-shape.Length, 2 * shape.Length).Select(d => $", {d}").Append("")
        from count in new[] { 1, 2, 3 }
        from contract in new[] { $"float32[{string.Join(", ", shape)}]", "any shape" }
        select new SweepCase($"return x.repeat_interleave({count}{dim});", contract, shape));

    [Fact]
    public void Rolls_by_4_to_9_of_sizes_1_to_4() => Sweep.AssertSame(
        "MFX1007",
        from shape in Shapes(1, [1, 4]).Concat(Shapes(3, [1, 3]))
        from dim in Enumerable.Range(-shape.Length, 2 * shape.Length).Select(d => $", {d}").Append("")
        from shift in new[] { -9, -5, -4, 4, 5, 6, 9 }
        select SweepCase.Of($"return x.roll({shift}{dim});", shape));

    [Fact]
    public void Quarter_turns_of_each_plane() => Sweep.AssertSame(
        "MFX1007",
        from turns in Enumerable.Range(-5, 11)
        from plane in new[] { "(0, 1)", "(1, 0)", "(0, 2)", "(-1, 1)", "(2, -2)" }
        select new SweepCase($"return x.rot90({turns}, {plane});", "any shape", [2, 3, 4], [1, 1, 5]));

    [Fact]
    public void Shuffles_of_channels_and_pixels() => Sweep.AssertSame(
        "MFX1007",
        new[] { SweepCase.Of("return x.channel_shuffle(1);", 2, 6, 3), SweepCase.Of("return x.channel_shuffle(6);", 2, 6, 1, 2) }
            .Concat(from groups in new[] { 1, 2, 3, 4 } select SweepCase.Of($"return x.channel_shuffle({groups});", 2, 12, 3, 2))
            .Concat(from r in new[] { 1, 2, 3 } select SweepCase.Of($"return functional.pixel_unshuffle(x, {r});", 2, 2, 6, 12)));

    [Fact]
    public void Triangles_of_each_diagonal() => Sweep.AssertSame(
        "MFX1007",
        from shape in new long[][] { [4, 4], [2, 5], [5, 2], [1, 1] }
        from name in new[] { "triu", "tril" }
        from diagonal in Enumerable.Range(-6, 13)
        select SweepCase.Of($"return x + torch.ones(x.shape[0], x.shape[1]).{name}({diagonal});", shape));

    [Fact]
    public void Clamps_of_bfloat16() => Sweep.AssertSame(
        "MFX1101",
        from bound in new[] { "0", "-0.0", "1", "-1.5", "0.001", "double.PositiveInfinity", "double.NegativeInfinity" }
        from call in new[] { "clamp(min: {0})", "clamp(max: {0})", "clamp_({0})", "clamp_max({0})" }
        select SweepCase.Of($"return x.to(ScalarType.BFloat16).{string.Format(null, call, bound)}.to(ScalarType.Float32);", 4, 5));

    [Fact]
    public void Floor_divisions_of_halves() => Sweep.AssertSame(
        "MFX1102",
        from divisor in new[] { "1", "-1", "3", "-0.5", "0.1", "1e-30", "1e30", "0.0", "-0.0", "double.NaN", "double.PositiveInfinity" }
        from call in new[] { "x.floor_divide({0})", "torch.floor_divide(x, x * {0})", "x.to(ScalarType.BFloat16).floor_divide({0})" }
        let quotient = string.Format(null, call, divisor)
        select SweepCase.Of($"return torch.cat(new[] {{ x, {quotient}.detach().to(ScalarType.Float32) }}, 0);", 4, 5));

    [Fact]
    public void Normalizations_of_lengths_from_1e_30_to_1e30() => Sweep.AssertSame(
        "MFX1201",
        from p in new[] { "1", "2", "1.7", "2.2" }
        from dim in new[] { 0, -1 }
        from eps in new[] { "1e-12", "1e-3" }
        from scale in new[] { "1e-30f", "1e-15f", "1e-5f", "1e15f", "1e30f" }
        select SweepCase.Of($"return functional.normalize(x * {scale}, {p}, {dim}, {eps});", 3, 5));

    [Fact]
    public void Normalizations_that_are_written_out() => Sweep.AssertSame(
        "MFX1201",
        from p in new[] { "3", "2.5" }
        from dim in new[] { 0, 1, -1 }
        from scale in new[] { "1e-5f", "1f", "1e5f" }
        select new SweepCase($"return functional.normalize(x * {scale}, {p}, {dim}, 1e-3);", "float32[3, 5]", [3, 5]),
        bound: 5e-6);

    [Fact]
    public void Statistics_of_1_to_17_channels() => Sweep.AssertSame(
        "MFX1202",
        from features in new long[] { 1, 3, 17 }
        from eps in new[] { "1e-5", "0.1" }
        from options in new[] { "", ", affine: false", ", track_running_stats: false", ", affine: false, track_running_stats: false" }
        select new SweepCase(
            "return norm.call(x);", "any shape", [5, features], [3, features, 4], [2, features, features], [2, features, 9])
        {
            Members = "private readonly BatchNorm1d norm;",
            Constructor = $"norm = BatchNorm1d({features}, eps: {eps}{options});\n"
                + $"        norm.running_mean?.copy_(torch.arange({features}).to(ScalarType.Float32) * 0.3f);\n"
                + $"        norm.running_var?.copy_(torch.arange({features}).to(ScalarType.Float32) + 0.4f);",
        },
        bound: 1e-5,
        cancelling: 1);

    [Fact]
    public void Groups_of_1_to_12_channels()
    {
        foreach (var groups in new[] { 1, 2, 3, 12 })
            foreach (var plane in new long[][] { [5], [3, 4], [16, 16] })
                foreach (var options in new[] { "", ", 1e-3", ", affine: false" })
                {
                    var source = ForwardSource.Of(
                        "return norm.call(x);",
                        $"[N, {string.Join(", ", plane.Prepend(12))}]",
                        "private readonly GroupNorm norm;",
                        $"norm = GroupNorm({groups}, 12{options});\nforeach (var p in norm.parameters()) init.uniform_(p, 0.5, 1.5);");
                    long[] shape = [2, 12, .. plane];
                    RuleNumbers.AssertWithin(
                        4e-6, RuleRun.Of("MFX1203", source, assume: true), [torch.randn(shape), torch.randn(shape) * 100 - 30]);
                }
    }

    [Fact]
    public void Activations_of_ranks_2_to_5()
    {
        foreach (var shape in new long[][] { [2, 3], [2, 3, 3], [2, 3, 4, 3], [2, 3, 2, 2, 3] })
            foreach (var count in new[] { 1, 3 })
            {
                var source = ForwardSource.Of(
                    "return act.call(x);", $"[{string.Join(", ", shape)}]", "private readonly PReLU act;", $"act = PReLU({count});");
                RuleNumbers.AssertBitExact(RuleRun.Of("MFX1205", source), [torch.randn(shape), torch.randn(shape) * 1e30f]);
            }
    }

    [Fact]
    public void Means_of_everything() => Sweep.AssertSame(
        "MFX1204",
        from shape in new long[][] { [1], [7], [2, 1], [2, 1000], [3, 5, 2], [64, 7, 333], [2, 3, 9, 9], [2, 1, 3, 1, 33] }
        from expression in new[] { "x", "x.flip(0)", "x.transpose(0, -1)", "x.to(ScalarType.BFloat16)", "x.slice(0, 0, 1, 1)" }
        select SweepCase.Of($"return {expression}.mean().to(ScalarType.Float32);", shape));

    [Fact]
    public void Deviations_of_2_to_1000_elements() => Sweep.AssertSame(
        "MFX1206",
        from shape in new long[][] { [2, 2], [3, 5, 2], [1, 7, 64], [2, 1000], [2, 3, 9, 9] }
        from call in new[] { "std(-1)", "var(1, keepdim: true)", "std(new long[] { 0, -1 })", "var()" }
        from offset in new[] { "0f", "1e3f" }
        select SweepCase.Of($"return (x + {offset}).{call};", shape),
        bound: 4e-7);

    [Fact]
    public void Norms_of_everything() => Sweep.AssertSame(
        "MFX1206",
        from shape in new long[][] { [1], [1, 1], [2], [3, 5, 2], [2, 1000], [2, 3, 9, 9] }
        from scale in new[] { "1e-30f", "1f", "1e15f" }
        select new SweepCase($"return (x * {scale}).norm();", "any shape", shape),
        bound: 4e-7);

    [Fact]
    public void Averages_and_maxima_of_long_rows() => Sweep.AssertSame(
        "MFX1401",
        from size in Enumerable.Range(25, 16)
        from output in Enumerable.Range(13, 37)
        where (size + output) % 13 == 0
        from kind in new[] { "avg", "max" }
        select SweepCase.Of($"return functional.adaptive_{kind}_pool1d(x, {output});", 1, 2, size),
        bound: 1.2e-7);

    [Fact]
    public void Means_of_whole_planes_and_volumes() => Sweep.AssertSame(
        "MFX1401",
        from space in new long[][] { [7], [64], [1, 1], [7, 7], [14, 14], [3, 29], [2, 5, 3], [4, 7, 7] }
        select SweepCase.Of($"return functional.adaptive_avg_pool{space.Length}d(x, 1);", [2, 3, .. space]));

    [Fact]
    public void Pools_of_volumes_without_a_batch() => Sweep.AssertSame(
        "MFX1402",
        from kernel in new[] { "1, 2, 2", "2, 2, 2", "3, 1, 3", "2, 3, 1" }
        from stride in new[] { "1, 1, 1", "2, 2, 2", "3, 1, 2" }
        from padding in new[] { "0, 0, 0", "0, 1, 0" }
        from kind in new[] { "max", "avg" }
        where padding != "0, 1, 0" || !kernel.Contains(", 1,", StringComparison.Ordinal)
        select new SweepCase(
            $"return functional.{kind}_pool3d(x, new long[] {{ {kernel} }}, new long[] {{ {stride} }}, new long[] {{ {padding} }});",
            "[N, 5, 6, 7]", [3, 5, 6, 7], [1, 5, 6, 7]));

    [Fact]
    public void Averages_without_padding() => Sweep.AssertSame(
        "MFX1403",
        from size in new long[] { 3, 4, 5, 8, 9 }
        from kernel in new long[] { 1, 2, 3 }
        from stride in new long[] { 1, 2, 4 }
        from options in new[] { "", ", ceil_mode: true" }
        from dims in new[] { 1, 2 }
        select SweepCase.Of(
            $"return functional.avg_pool{dims}d(x, {kernel}, {stride}{options});", [2, 3, .. Enumerable.Repeat(size, dims)]));

    [Fact]
    public void Maxima_of_whole_planes() => Sweep.AssertSame(
        "MFX1401",
        from space in new long[][] { [7], [64], [1, 1], [7, 7], [14, 14], [3, 29] }
        let one = space.Length == 1 ? "1" : "new long[] { 1, 1 }"
        select SweepCase.Of($"return functional.adaptive_max_pool{space.Length}d(x, {one});", [2, 3, .. space]));

    /// <summary>
    /// TorchSharp's adaptive_max_pool3d throws wherever it is called; a volume whose two last dims are merged has the same largest element.
    /// </summary>
    [Theory]
    [InlineData(2, 5, 3), InlineData(4, 7, 7), InlineData(1, 1, 1)]
    public void The_maximum_of_a_volume_is_that_of_a_plane_of_the_same_elements(long depth, long height, long width)
    {
        var source = ForwardSource.Of("return functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 });", "[N, 3, D, H, W]");
        var after = Execution.Create(RuleRun.Of("MFX1404", source).After, "Net");
        var x = torch.arange(2 * 3 * depth * height * width, dtype: torch.ScalarType.Float32).cos().reshape(2, 3, depth, height, width);

        var expected = torch.nn.functional.adaptive_max_pool2d(x.flatten(3), [1, 1]).unsqueeze(4);
        Compare.Equal(expected, (torch.Tensor)Execution.Call(after, "forward", x)!, bound: 0, ofLargest: false, "adaptive_max_pool3d");
    }

    [Fact]
    public void Resizes_by_whole_factors_of_sizes_up_to_16() => Sweep.AssertSame(
        "MFX1501",
        from size in new long[] { 1, 2, 3, 5, 7, 11, 16 }
        from factor in new long[] { 1, 2, 3, 5, 7, 10 }
        from mode in new[]
        {
            "", ", mode: InterpolationMode.Bilinear, align_corners: false", ", mode: InterpolationMode.Bilinear, align_corners: true",
            ", mode: InterpolationMode.Bicubic", ", mode: InterpolationMode.Bilinear, antialias: true",
        }
        select SweepCase.Of(
            $"return functional.interpolate(x, size: new long[] {{ {size * factor}, {4 * (factor % 3 + 1)} }}{mode});", 2, 3, size, 4));

    [Fact]
    public void Resizes_of_rows_and_volumes() => Sweep.AssertSame(
        "MFX1501",
        from factor in new long[] { 1, 2, 3, 7 }
        from call in new (string Text, long[] Shape)[]
        {
            ($"x, size: new long[] {{ {5 * factor} }}", [2, 3, 5]),
            ($"x, size: new long[] {{ {5 * factor} }}, mode: InterpolationMode.Linear", [2, 3, 5]),
            ($"x, size: new long[] {{ {2 * factor}, 3, {4 * factor} }}", [2, 1, 2, 3, 4]),
            ($"x, size: new long[] {{ {2 * factor}, 3, {4 * factor} }}, mode: InterpolationMode.Trilinear", [2, 1, 2, 3, 4]),
        }
        select SweepCase.Of($"return functional.interpolate({call.Text});", call.Shape));

    private static IEnumerable<long[]> Shapes(int rank, long[] sizes) => rank == 0
        ? [[]]
        : from rest in Shapes(rank - 1, sizes) from size in sizes select (long[])[size, .. rest];
}
