using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1301: assignments to a place, a range or a block of a tensor become a cat of what stays and what is written.</summary>
public sealed class SliceAssignmentRuleTests
{
    private const string Id = "MFX1301";

    [Theory]
    [InlineData("y[.., 2] = x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 2), x[.., 1].unsqueeze(1), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 0] = x[.., 1];", "y = cat(new[] { x[.., 1].unsqueeze(1), y.narrow(1, 1, 3) }, 1);")]
    [InlineData("y[.., 3] = x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 3), x[.., 1].unsqueeze(1) }, 1);")]
    [InlineData("y[.., -1] = x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 3), x[.., 1].unsqueeze(1) }, 1);")]
    [InlineData(
        "y[TensorIndex.Colon, 2] = x[.., 1];",
        "y = cat(new[] { y.narrow(1, 0, 2), x[.., 1].unsqueeze(1), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 1..3] = x[.., ..2];", "y = cat(new[] { y.narrow(1, 0, 1), x[.., ..2], y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., ^2..] = x[.., ..2];", "y = cat(new[] { y.narrow(1, 0, 2), x[.., ..2] }, 1);")]
    [InlineData(
        "y[TensorIndex.Ellipsis, TensorIndex.Slice(1, 3)] = x[TensorIndex.Ellipsis, 1..3];",
        "y = cat(new[] { y.narrow(3, 0, 1), x[TensorIndex.Ellipsis, 1..3], y.narrow(3, 3, 3) }, 3);")]
    [InlineData("y[.., 2] = 0f;", "y = cat(new[] { y.narrow(1, 0, 2), zeros_like(y.narrow(1, 2, 1)), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 2] = 0.5f;", "y = cat(new[] { y.narrow(1, 0, 2), full_like(y.narrow(1, 2, 1), 0.5f), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 2] = -0.0f;", "y = cat(new[] { y.narrow(1, 0, 2), full_like(y.narrow(1, 2, 1), -0.0f), y.narrow(1, 3, 1) }, 1);")]
    [InlineData(
        "y[.., 1..3, 1..2] = x[.., ..2, ..1];",
        "cat(new[] { y.narrow(1, 1, 2).narrow(2, 0, 1), x[.., ..2, ..1], y.narrow(1, 1, 2).narrow(2, 2, 3) }, 2)")]
    [InlineData("y[.., 2] = x[.., 1, 2, 3].unsqueeze(-1).unsqueeze(-1);", ".expand_as(y.select(1, 2)).unsqueeze(1)")]
    [InlineData(
        "for (var d = 1; d < 4; d++) { y[.., .., d..] = x[.., .., d..]; }",
        "y = cat(new[] { y.narrow(2, 0, d), x[.., .., d..] }, 2);")]
    public void A_place_or_range_Triggers(string statements, string after) => IndexAssignments.AssertTriggers(Id, statements, after);

    [Theory]
    [InlineData("x[.., 2] = 0f; return x;", "the caller keeps the tensor")]
    [InlineData("var y = x; y[.., 2] = 0f; return y;", "may belong to someone else")]
    [InlineData("var y = x.view(-1, 4, 5, 6); y[.., 2] = 0f; return y;", "may belong to someone else")]
    [InlineData("var y = x.transpose(2, 3); y[.., 2] = 0f; return y;", "may belong to someone else")]
    [InlineData("var y = x.abs(); var z = y; y[.., 2] = 0f; return z;", "known under another name")]
    [InlineData("var y = x.abs(); var z = y[.., 0]; y[.., 0] = 0f; return z + y.sum();", "known under another name")]
    [InlineData("var y = x.abs(); var z = y.select(1, 0); y[.., 0] = 0f; return z;", "known under another name")]
    [InlineData("var y = x.abs(); var all = new List<Tensor> { y }; y[.., 0] = 0f; return all[0];", "known under another name")]
    [InlineData("var y = x.abs(); Func<Tensor> read = () => y; y[.., 0] = 0f; return read();", "captured")]
    [InlineData("using var y = x.abs(); y[.., 0] = 0f; return y.clone();", "cannot be assigned")]
    [InlineData("kept[0] = 0f; return kept + x;", "kept outside this method")]
    [InlineData("var y = x.abs(); y[.., 9] = 0f; return y;", "not proven to lie inside")]
    [InlineData("var y = x.abs(); y[..] = 0f; return y;", "replaces the whole tensor")]
    [InlineData(
        "var y = x.abs(); y[TensorIndex.Ellipsis, TensorIndex.Slice(null, null, 3)] = x[TensorIndex.Ellipsis, ..2]; return y;",
        "a slice with a step")]
    [InlineData("var y = x.abs(); var z = y[.., 0] = x[.., 1]; return y + z.sum();", "its value is used")]
    [InlineData("var y = x.abs(); y[.., 0] /* why */ = 0f; return y;", "a comment stands in it")]
    public void What_others_may_notice_or_no_cat_can_say_IsReported(
        string body,
        string reason) => IndexAssignments.AssertIsReported(Id, body, reason);

    [Theory]
    [InlineData("if (training) { var y = x.abs(); y[.., 0] = 0f; return y; } return x;")]
    [InlineData("var y = new float[3]; y[0] = 1f; return x * y[0];")]
    [InlineData("var y = x[.., 2]; return y;")]
    public void What_is_not_exported_or_no_tensor_DoesNotTrigger(string body) => IndexAssignments.AssertDoesNotTrigger(body);

    [Fact]
    public void A_constructor_that_fills_its_tables_DoesNotTrigger() => IndexAssignments.AssertDoesNotTrigger(
        "return x;", members: "private readonly Tensor table;\n", constructor: "table = torch.zeros(4, 5);\ntable[0] = torch.ones(5);");

    [Fact]
    public void Line_endings_and_tabs_stay_and_a_long_cat_is_laid_out()
    {
        var source = ForwardSource
            .Of(
                "var accumulated = x.abs();\naccumulated[.., 1..3, 1..2] = x[.., ..2, ..1];   // kept\nreturn accumulated;",
                IndexAssignments.Contract)
            .Replace("    ", "\t").Replace("\n", "\r\n");

        var after = RuleRun.Of(Id, source).AfterText;

        Assert.DoesNotContain("\n", after.Replace("\r\n", ""));
        Assert.Contains("\r\n\t\taccumulated = cat(new[]\r\n\t\t{\r\n\t\t\taccumulated.narrow(1, 0, 1),\r\n", after);
        Assert.Contains("}, 1);   // kept\r\n", after);
    }

    /// <summary>Assignment copies from one device to another; cat throws.</summary>
    [Theory]
    [InlineData("var z = zeros(4, 5, 8);", "x", "x is on the device of z")]
    [InlineData("var z = zeros(4, 5, 8); z = z.relu() + 1;", "-x", "-x is on the device of z")]
    [InlineData("var z = zeros(4, 5, 8, device: CPU);", "x", "x is on the device of z")]
    [InlineData("var z = cat(new[] { x, x }, 2).cpu();", "x", "x is on the device of z")]
    [InlineData("var z = cat(new[] { x, x }, 2);", "ones(4, 5, 4)", "ones(4, 5, 4) is on the device of z")]
    [InlineData("var z = zeros(4, 5, 8);", "ones(4, 5, 4)", null)]
    [InlineData("var z = zeros(4, 5, 8, device: x.device);", "x", null)]
    [InlineData("var z = x.new_zeros(4, 5, 8);", "x", null)]
    [InlineData("var z = zeros_like(cat(new[] { x, x }, 2));", "x + ones(4)", null)]
    [InlineData("var z = table.clone();", "x", null)]
    [InlineData("var z = zeros(4, 5, 8);", "0.5f", null)]
    public void What_may_be_on_another_device_is_assumed_to_be_on_one(string declaration, string value, string? assumption)
    {
        var source = ForwardSource.Of(
            $"{declaration}\nz[.., .., ..4] = {value};\nreturn z.to(x.device);",
            "float32[4, 5, 4]",
            "private readonly Tensor table = torch.zeros(4, 5, 8);\n");
        var finding = Assert.Single(RuleRun.Of(Id, source).Findings);
        Assert.Equal((assumption is null ? Safety.Proven : Safety.Assumed, assumption), (finding.Safety, finding.Assumption));
    }
}
