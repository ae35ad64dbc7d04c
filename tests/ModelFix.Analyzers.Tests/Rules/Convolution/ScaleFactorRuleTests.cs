using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

public sealed class ScaleFactorRuleTests
{
    private const string Id = "MFX1506";

    [Theory]
    [InlineData("[N, 3, 8, 8]", "functional.interpolate(x, scale_factor: new double[] { 2 })", "{ 2, 2 }")]
    [InlineData("[N, 3, 8, 8]", "functional.interpolate(x, null, new[] { 2.0 }, InterpolationMode.Bilinear)", "{ 2.0, 2.0 }")]
    [InlineData("[N, 3, 4, 8, 8]", "functional.interpolate(x, scale_factor: new double[] { 0.5 })", "{ 0.5, 0.5, 0.5 }")]
    [InlineData("[N, 3, 8, 8]", "functional.interpolate(x, scale_factor: [Factor])", "[Factor, Factor]")]
    public void One_factor_for_several_dims_IsReported_with_a_fix(string contract, string call, string written)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of($"return {call};", contract, "private const double Factor = 2;"));

        var finding = Assert.Single(run.Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains(written, Applied(finding));
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Fact]
    public void A_layer_IsReported_with_a_fix()
    {
        var source = ForwardSource.Of(
            "return up.call(x);", "[N, 3, 8, 8]", "private readonly Module<Tensor, Tensor> up;",
            "up = Sequential(ReLU(), Upsample(scale_factor: new double[] { 2 }, mode: UpsampleMode.Bilinear));");

        Assert.Contains("new double[] { 2, 2 }", Applied(Assert.Single(RuleRun.Of(Id, source).Findings)));
    }

    [Fact]
    public void A_factor_that_is_computed_IsReported_without_a_fix() => Assert.Empty(Assert.Single(RuleRun.Of(
        Id,
        ForwardSource.Of(
            "return functional.interpolate(x, scale_factor: new[] { Next() });", "[N, 3, 8, 8]", "private double Next() => 2;"))
        .Findings).Fixes);

    [Theory]
    [InlineData("[N, 3, 8]", "functional.interpolate(x, scale_factor: new double[] { 2 })")]
    [InlineData("any shape", "functional.interpolate(x, scale_factor: new double[] { 2 })")]
    [InlineData("[N, 3, 8, 8]", "functional.interpolate(x, scale_factor: new double[] { 2, 2 })")]
    [InlineData("[N, 3, 8, 8]", "functional.interpolate(x, scale_factor: factors)")]
    [InlineData("[N, 3, 8, 8]", "functional.interpolate(x, size: new long[] { 8 })")]
    public void What_fits_or_is_not_known_DoesNotTrigger(string contract, string call) => Assert.Empty(RuleRun.Of(
        Id, ForwardSource.Of($"return {call};", contract, "private static readonly double[] factors = { 2, 2 };")).Findings);

    [Fact]
    public void One_factor_throws_on_libtorch_and_one_for_each_dim_does_not()
    {
        var x = TorchSharp.torch.ones(1, 1, 2, 2);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(
            () => TorchSharp.torch.nn.functional.interpolate(x, scale_factor: [2]));
        Assert.Equal([1, 1, 4, 4], TorchSharp.torch.nn.functional.interpolate(x, scale_factor: [2, 2]).shape);
    }

    private static string Applied(Finding finding)
    {
        var edit = Assert.Single(Assert.Single(finding.Fixes).Edits);
        return edit.Tree.GetText().WithChanges(new Microsoft.CodeAnalysis.Text.TextChange(edit.Span, edit.NewText)).ToString();
    }
}
