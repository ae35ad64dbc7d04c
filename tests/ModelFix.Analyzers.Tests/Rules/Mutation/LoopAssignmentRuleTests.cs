using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1305: a loop that fills a new tensor slot by slot becomes a list of the slots and one stack or cat after the loop.</summary>
public sealed class LoopAssignmentRuleTests
{
    private const string Id = "MFX1305";
    private const string Buffer = "var y = zeros(new long[] { x.shape[0], 4, 5, 6 });\n";

    [Theory]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i] = x[.., 3 - i]; }", "{ ySlices.Add(x[.., 3 - i]); }", "stack(ySlices, 1)")]
    [InlineData("for (var i = 0; i < 4; i++)\n    y[.., i] = x[.., i] * 2;", "    ySlices.Add(x[.., i] * 2);\n", "stack(ySlices, 1)")]
    [InlineData(
        "for (long i = 0L; i < 6; ++i) { y[.., .., .., i] = x[.., .., .., i]; }",
        "ySlices.Add(x[.., .., .., i]);",
        "stack(ySlices, 3)")]
    [InlineData("for (var i = 0; i < y_count; i++) { y[.., i] = x[.., i]; }", "ySlices.Add(x[.., i]);", "stack(ySlices, 1)")]
    [InlineData("for (var i = 1; i < 5; i++) { y[.., i - 1] = x[.., i - 1]; }", "ySlices.Add(x[.., i - 1]);", "stack(ySlices, 1)")]
    [InlineData(
        "for (var i = 0; i < 4; i++) { var at = i; y[.., at] = x[.., at]; }",
        "{ var at = i; ySlices.Add(x[.., at]); }",
        "stack(ySlices, 1)")]
    [InlineData(
        "for (var i = 0; i < 6; i++) { y[TensorIndex.Ellipsis, i] = x[TensorIndex.Ellipsis, i]; }",
        "ySlices.Add(x[TensorIndex.Ellipsis, i]);",
        "stack(ySlices, 3)")]
    [InlineData(
        "for (var i = 0; i < 5; i++) { y[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Single(i)] = x.select(2, i); }",
        "ySlices.Add(x.select(2, i));",
        "stack(ySlices, 2)")]
    [InlineData(
        "for (var i = 0; i < 3; i++) { y[.., .., .., (2 * i)..(2 * i + 2)] = x[.., .., .., ..2] + i; }",
        "yPieces.Add(x[.., .., .., ..2] + i);",
        "cat(yPieces, 3)")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i..(i + 1)] = x[.., ..1] + i; }", "yPieces.Add(x[.., ..1] + i);", "cat(yPieces, 1)")]
    [InlineData(
        "for (var i = 0; i < 4; i++) { y[.., 3 - i] = x[.., i]; }",
        "ySlices.Add(x[.., i]);",
        "ySlices.Reverse();\n        var y = stack(ySlices, 1)")]
    [InlineData(
        "for (var i = 0; i < 4; i++) { if (i == 0) y[.., 0] = x[.., 1]; else y[.., i] = x[.., i]; }",
        "if (i == 0) ySlices.Add(x[.., 1]); else ySlices.Add(x[.., i]);",
        "stack(ySlices, 1)")]
    public void A_loop_over_whole_slots_Triggers(string loop, string added, string joined) => AssertTriggers(
        $"const int y_count = 4;\n{Buffer}{loop}\nreturn y;", " = new List<Tensor>();", added, $"{joined};");

    [Theory]
    [InlineData("zeros_like(x)")]
    [InlineData("empty_like(x)")]
    [InlineData("x.new_zeros(new long[] { x.shape[0], 4, 5, 6 })")]
    [InlineData("x.new_empty(new long[] { x.shape[0], 4, 5, 6 })")]
    [InlineData("torch.empty(new long[] { x.shape[0], 4, 5, 6 }, dtype: x.dtype, device: x.device)")]
    [InlineData("torch.ones(x.shape[0], 4, 5, 6)")]
    [InlineData("zeros(new long[] { x.shape[0], 4, 5, 6 }, device: x.device, requires_grad: false)")]
    public void What_was_in_a_tensor_that_is_filled_does_not_matter_Triggers(string made) => AssertTriggers(
        $"var y = {made};\nfor (var i = 0; i < 4; i++)\n{{\n    y[.., i] = x[.., i].relu();\n}}\n\nreturn y;",
        "        {\n            ySlices.Add(x[.., i].relu());\n        }\n\n        var y = ",
        "stack(ySlices, 1);\n        return y;");

    [Theory]
    [InlineData(
        "if (d == 0)\n{\n    y[.., d] = x[.., 1];\n}\nelse\n{\n    y[.., d, .., d..] = x[.., 1, .., ..^d];\n}",
        "ySlices.Add(x[.., 1]);",
        "var ySlice = x[.., 1, .., ..^d];",
        "ySlices.Add(cat(new[] { zeros_like(ySlice.narrow(2, 0, d)), ySlice }, 2));")]
    [InlineData(
        "if (d > 0) y[.., d, .., d..] = x[.., 1, .., ..^d];\nelse y[.., d] = x[.., 1];",
        "if (d > 0)\n            {\n                var ySlice = x[.., 1, .., ..^d];\n                ySlices.Add(cat(",
        "            }\n            else ySlices.Add(x[.., 1]);",
        "zeros_like(ySlice.narrow(2, 0, d))")]
    [InlineData(
        "if (0 != d)\n{\n    y[.., d, .., ..^d] = x[.., 1, .., d..];\n}\nelse\n{\n    y[.., d] = x[.., 1];\n}",
        "var ySlice = x[.., 1, .., d..];",
        "ySlices.Add(cat(new[] { ySlice, zeros_like(ySlice.narrow(2, 0, d)) }, 2));",
        "ySlices.Add(x[.., 1]);")]
    [InlineData(
        "y[.., d, .., d..] = x[.., 1, .., d..];",
        "var ySlice = x[.., 1, .., d..];",
        "ySlices.Add(d == 0 ? ySlice : cat(new[] { zeros_like(ySlice.narrow(2, 0, d)), ySlice }, 2));",
        "var y = stack(ySlices, 1);")]
    [InlineData(
        "y[.., d, 1..3] = x[.., d, ..2];",
        "var ySlice = x[.., d, ..2];",
        "ySlices.Add(cat(new[] { zeros_like(ySlice.narrow(1, 0, 1)), ySlice, zeros_like(ySlice.narrow(1, 0, 2)) }, 1));",
        "var y = stack(ySlices, 1);")]
    [InlineData(
        "y[.., d, 3] = x[.., d, 1];",
        "var ySlice = x[.., d, 1].unsqueeze(1);",
        "zeros_like(ySlice.narrow(1, 0, 1)).expand(-1, 3, -1)",
        "var y = stack(ySlices, 1);")]
    [InlineData(
        "y[.., d, ..1] = x[.., d, ..1];\n// the rest\ny[.., d, 1..] = x[.., d, ..4] * 2;",
        "            // the rest\n            ySlices.Add(cat(new[] { x[.., d, ..1], x[.., d, ..4] * 2 }, 1));",
        "stack(ySlices, 1)",
        "for (var d = 0;")]
    [InlineData(
        "y[.., d, 1..] = x[.., d, ..4];\ny[.., d, ..1] = x[.., d, ..1];",
        "ySlices.Add(cat(new[] { x[.., d, ..1], x[.., d, ..4] }, 1));",
        "stack(ySlices, 1)",
        "for (var d = 0;")]
    [InlineData(
        "y[.., d, ..1, d..] = x[.., d, ..1, d..];\ny[.., d, 4.., d..] = x[.., d, 1..2, d..];",
        "var ySlice = x[.., d, 1..2, d..];",
        "zeros_like(ySlice",
        "var y = stack(ySlices, 1);")]
    public void Parts_of_slots_are_put_together_with_zeros_Triggers(
        string body,
        string first,
        string second,
        string third) => AssertTriggers(
        $"{Buffer}for (var d = 0; d < 4; d++)\n{{\n    {body.Replace("\n", "\n    ")}\n}}\nreturn y;",
        first,
        second,
        third);

    [Fact]
    public void A_concatenation_volume_Triggers() => AssertTriggers(
        """
        var left = x.relu();
        var right = x.neg();
        var cost_volume = torch.zeros(new long[] { x.shape[0], 8, 4, 5, 6 }, dtype: left.dtype, device: left.device);
        for (int i = 0; i < 4; i++)
        {
            if (i > 0)
            {
                cost_volume[.., ..4, i, .., i..] = left[.., .., .., i..];
                cost_volume[.., 4.., i, .., i..] = right[.., .., .., ..^i];
            }
            else
            {
                cost_volume[.., ..4, i, .., ..] = left;
                cost_volume[.., 4.., i, .., ..] = right;
            }
        }
        return cost_volume.contiguous();
        """,
        "var cost_volume_slices = new List<Tensor>();",
        "var cost_volume_slice = torch.cat(new[] { left[.., .., .., i..], right[.., .., .., ..^i] }, 1);",
        "cost_volume_slices.Add(torch.cat(new[] { torch.zeros_like(cost_volume_slice.narrow(3, 0, i)), cost_volume_slice }, 3));",
        "cost_volume_slices.Add(torch.cat(new[] { left, right }, 1));",
        "var cost_volume = torch.stack(cost_volume_slices, 2);");

    [Fact]
    public void Two_tensors_that_a_loop_fills_Trigger() => AssertTriggers(
        $"{Buffer}Tensor z = zeros_like(x);\nfor (var i = 0; i < 4; i++)\n"
            + $"{{\n    y[.., i] = x[.., i].relu();\n    z[.., i] = x[.., i].neg();\n}}\nreturn y + z;",
        "ySlices.Add(x[.., i].relu());\n            zSlices.Add(x[.., i].neg());",
        "var y = stack(ySlices, 1);",
        "Tensor z = stack(zSlices, 1);");

    [Fact]
    public void A_value_that_changes_later_is_copied_Triggers() => AssertTriggers(
        $"{Buffer}var h = x[.., 0].clone();\nfor (var i = 0; i < 4; i++)\n{{\n    h.add_(1);\n    y[.., i] = h;\n}}\nreturn y;",
        "ySlices.Add(h.clone());");

    [Fact]
    public void A_view_of_what_is_filled_with_permuted_tensors_Triggers() => AssertTriggers(
        "var p = x.permute(0, 3, 1, 2).relu();\nvar y = zeros(new long[] { x.shape[0], 12, 3, 4, 5 });\nfor (var i = 0; i < 3; i++)\n{\n"
            + "    y[.., ..6, i] = p;\n    y[.., 6.., i] = p;\n}\nreturn y.view(x.shape[0], -1);",
        "ySlices.Add(cat(new[] { p, p }, 1));",
        "var y = stack(ySlices, 2).contiguous();");

    [Fact]
    public void A_value_that_shares_storage_with_what_is_filled_is_copied_Triggers() => AssertTriggers(
        $"{Buffer}var z = zeros_like(x);\nfor (var i = 0; i < 4; i++)\n{{\n    z[.., 0] = x[.., i];\n    y[.., i] = z[.., 0];\n}}\n"
            + "return y;",
        "ySlices.Add(z[.., 0].clone());");

    [Fact]
    public void A_value_of_another_dtype_is_converted_Triggers() => AssertTriggers(
        "var y = zeros(new long[] { x.shape[0], 4, 5, 6 }, dtype: torch.float64);\n"
            + "for (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; }\nreturn y;",
        "ySlices.Add(x[.., i].to(torch.float64));");

    [Fact]
    public void A_loop_that_may_not_run_IsAssumed()
    {
        const string Body = "var y = zeros_like(x);\nfor (var t = 0; t < x.shape[1]; t++) { y[.., t] = x[.., t].relu(); }\nreturn y;";

        var finding = Assert.Single(RuleRun.Of("MFX13", ForwardSource.Of(Body, "float32[N, T, 6]"), assume: true).Findings);

        Assert.Equal((Id, Safety.Assumed, "the loop runs at least once"), (finding.Rule.Id, finding.Safety, finding.Assumption));
        Assert.Equal(Safety.Proven, Assert.Single(RuleRun.Of("MFX13", ForwardSource.Of(Body, "float32[N, T, 6], T >= 1")).Findings).Safety);
    }

    [Fact]
    public void A_model_that_keeps_its_comments_and_line_endings()
    {
        var source = ForwardSource.Of(
            """
            // All of it.
            Tensor y = zeros_like(x);   // to be filled
            for (var i = 0; i < 4; i++)
            {
                // One of it.
                y[.., i] = x[.., i].relu();   // filled
            }   // done
            return y;
            """,
            IndexAssignments.Contract).Replace("    ", "\t").Replace("\n", "\r\n");

        var after = RuleRun.Of(Id, source).AfterText;

        Assert.DoesNotContain("\n", after.Replace("\r\n", ""));
        Assert.Contains(
            """
            		// All of it.
            		var ySlices = new List<Tensor>();   // to be filled
            		for (var i = 0; i < 4; i++)
            		{
            			// One of it.
            			ySlices.Add(x[.., i].relu());   // filled
            		}   // done
            		Tensor y = stack(ySlices, 1);
            		return y;
            """.Replace("\r\n", "\n"),
            after.Replace("\r\n", "\n"));
    }

    [Fact]
    public void All_assignments_of_a_loop_are_one_finding()
    {
        var run = RuleRun.Of(
            "MFX13",
            ForwardSource.Of(
                $"{Buffer}for (var i = 0; i < 4; i++)\n{{\n"
                    + $"    y[.., i, ..2] = x[.., i, ..2];\n    y[.., i, 2..] = x[.., i, 2..];\n}}\nreturn y;",
                IndexAssignments.Contract));

        var finding = Assert.Single(run.Findings);
        Assert.StartsWith("y[.., i, ..2] = … exports as ScatterND or not at all in every round of the loop; a list", finding.Message);
        Assert.Single(finding.Related);
    }

    private static void AssertTriggers(string body, params string[] after)
    {
        var run = RuleRun.Of("MFX13", ForwardSource.Of(body, IndexAssignments.Contract));

        Assert.Contains(run.Findings, f => f.Rule.Id == Id);
        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Assert.All(after, text => Assert.Contains(text, run.AfterText));
        RuleNumbers.AssertBitExact(run, IndexAssignments.Inputs());
    }
}
