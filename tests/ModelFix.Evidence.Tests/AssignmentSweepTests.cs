namespace ModelFix.Evidence.Tests;

/// <summary>Assignments to parts of a tensor at every place of tensors of rank 1 to 4.</summary>
public sealed class AssignmentSweepTests
{
    private static readonly long[][] Shapes = [[5], [3, 5], [2, 4, 3], [2, 3, 4, 2]];

    [Fact]
    public void Ranges() => Sweep.AssertSame(
        "MFX1301",
        from shape in Shapes
        from dim in Enumerable.Range(0, shape.Length)
        from range in RangesOf(shape[dim])
        select Assigned($"y[{All(dim)}{range.From}..{range.To}] = x.narrow({dim}, 0, {range.To - range.From}) * 3;", shape));

    [Fact]
    public void Places_counted_from_either_end() => Sweep.AssertSame(
        "MFX1301",
        from shape in Shapes
        from dim in Enumerable.Range(0, shape.Length)
        from place in Enumerable.Range((int)-shape[dim], (int)(2 * shape[dim]))
        select Assigned($"y[{All(dim)}{place}] = x.select({dim}, {(place + shape[dim]) % shape[dim]}) * 3;", shape));

    [Fact]
    public void Blocks_of_two_dims() => Sweep.AssertSame(
        "MFX1301",
        from shape in new long[][] { [3, 4], [2, 4, 3] }
        let first = shape.Length - 2
        from rows in RangesOf(shape[first])
        from columns in RangesOf(shape[first + 1])
        let index = $"{All(first)}{rows.From}..{rows.To}, {columns.From}..{columns.To}"
        select Assigned($"y[{index}] = x[{index}] * 3;", shape));

    /// <summary>The volume of a stereo network: the left image's features and the right one's, moved by the disparity.</summary>
    [Fact]
    public void Cost_volumes() => Sweep.AssertSame(
        "MFX1305",
        from disparities in new[] { 2, 3, 5, 6 }
        from body in new[]
        {
            "cost[.., ..2, d, .., d..] = x[.., .., .., d..];\n    cost[.., 2.., d, .., d..] = right[.., .., .., ..^d];",
            "if (d > 0) cost[.., 1..3, d, .., ..^d] = x[.., .., .., d..];\n    else cost[.., 1..3, d] = right;",
        }
        select new SweepCase(
            $$"""
            var right = x * 3;
            var cost = zeros(new long[] { x.shape[0], 4, {{disparities}}, 3, 6 }, dtype: x.dtype);
            for (var d = 0; d < {{disparities}}; d++)
            {
                {{body}}
            }
            return cost;
            """,
            "[N, 2, 3, 6]",
            [1, 2, 3, 6],
            [2, 2, 3, 6]));

    [Fact]
    public void Slots_along_each_dim() => Sweep.AssertSame(
        "MFX1305",
        from shape in Shapes
        from dim in Enumerable.Range(0, shape.Length)
        from place in new[] { "i", $"{shape[dim] - 1} - i" }
        select SweepCase.Of(
            $"var y = zeros_like(x);\nfor (var i = 0; i < {shape[dim]}; i++) {{ y[{All(dim)}{place}] = x.select({dim}, i) * 3; }}\n"
                + "return y;",
            shape));

    [Fact]
    public void Blocks_of_slots() => Sweep.AssertSame(
        "MFX1305",
        from shape in new long[][] { [4, 5], [2, 4, 3] }
        let last = shape.Length - 1
        from range in RangesOf(shape[last])
        select SweepCase.Of(
            $$"""
            var y = zeros_like(x);
            for (var i = 0; i < {{shape[last - 1]}}; i++)
            {
                y[{{All(last - 1)}}i, {{range.From}}..{{range.To}}] = x.select({{last - 1}}, i).narrow(-1, 0, {{range.To - range.From}});
            }
            return y;
            """,
            shape));

    [Fact]
    public void Masks_of_each_rank() => Sweep.AssertSame(
        "MFX1302",
        from shape in new long[][] { [6], [4, 4], [3, 4, 2], [2, 3, 2, 4] }
        from rank in Enumerable.Range(1, shape.Length)
        let mask = "x" + string.Concat(Enumerable.Repeat(".select(-1, 0)", shape.Length - rank)) + " > 0"
        from value in new[] { "0f", "-0.0f", "1.5f", "float.PositiveInfinity", "float.NaN" }
        select Assigned($"var m = {mask};\ny[m] = {value};", shape));

    [Fact]
    public void Masked_elements_of_another_tensor() => Sweep.AssertSame(
        "MFX1302",
        from shape in new long[][] { [6], [4, 4], [3, 4, 2], [2, 3, 2, 4] }
        select Assigned("var m = x > 0;\nvar v = x * 2;\ny[m] = v[m];", shape));

    [Fact]
    public void Rows_in_any_order_and_repeated() => Sweep.AssertSame(
        "MFX1303",
        from shape in new long[][] { [6], [6, 3], [6, 3, 2] }
        from rows in new int[][] { [0], [5], [4, 0, 2], [1, 1], [3, 1, 3, 0], [0, 1, 2, 3, 4, 5] }
        select Assigned(
            $"var i = torch.tensor(new long[] {{ {string.Join(", ", rows)} }});\ny[i] = x.narrow(0, 0, {rows.Length}) * 3;", shape));

    /// <summary>
    /// The values have no gradient: a product or quotient in place overwrites what that would need, so that the form before has none.
    /// </summary>
    [Fact]
    public void Compounds_of_ranges_masks_and_rows() => Sweep.AssertSame(
        "MFX1304",
        from operation in new[] { "+=", "-=", "*=", "/=" }
        from statement in RangesOf(4).Select(r => $"y[{r.From}..{r.To}] {operation} (x.select(0, 0) + 3f).detach();")
            .Append($"var m = x > 0;\ny[m] {operation} 3f;")
            .Concat(
                new[] { "0",
                    "3, 1",
                    "2, 2, 0" }.Select(i =>
                        $"var i = torch.tensor(new long[] {{ {i} }});\ny[i] {operation} (x.select(0, 1) + 3f).detach();"))
        select Assigned(statement, 4, 5));

    private static SweepCase Assigned(
        string statements,
        params long[] shape) => SweepCase.Of($"var y = x.abs();\n{statements}\nreturn y;", shape);

    private static string All(int dims) => string.Concat(Enumerable.Repeat(".., ", dims));

    /// <summary>The ranges that are neither empty nor the whole dim.</summary>
    private static IEnumerable<(long From, long To)> RangesOf(long size) =>
        from a in Enumerable.Range(0, (int)size)
        from b in Enumerable.Range(a + 1, (int)size - a)
        where b - a < size
        select ((long)a, (long)b);
}
