using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>
/// Whatever is written in code and settings, a run comes to its end in bounded time, memory and depth, and says something.
/// </summary>
public sealed class BoundsTests : IDisposable
{
    private const int Deep = 20_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("functional.adaptive_avg_pool2d(x, 10000)", "more than 256 bins are not written out one by one")]
    [InlineData("functional.adaptive_avg_pool2d(x, 1000000)", "more than 256 bins are not written out one by one")]
    [InlineData("functional.adaptive_max_pool2d(x, new long[] { 1000000, 7 })", "more than 256 bins are not written out one by one")]
    [InlineData("functional.interpolate(x, size: new long[] { 1000000, 1000000 }, mode: InterpolationMode.Bicubic)", "MFX1501")]
    public void Sizes_are_not_gone_through_one_by_one(string call, string message)
    {
        _folder.Write("Net.cs", ForwardSource.Of($"return {call};", "[N, 3, 8, 8]"));
        Assert.Contains(message, ToolRun.In(_folder.Path, "check", "--severity", "info").Output);
    }

    [Fact]
    public void A_shape_in_modelfix_json_of_any_depth_is_refused_with_its_place()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        _folder.Write("modelfix.json", "{\"models\": {\"Net\": {\"inputs\": {\"x\": \"[" + Nested("N") + ", 3]\"}}}}");

        var (exit, _, error) = ToolRun.In(_folder.Path, "check");

        Assert.Equal(2, exit);
        Assert.Contains("modelfix.json(1,37): \"[((((", error);
        Assert.Contains("is not a shape", error);
        Assert.InRange(error.Length, 1, 1000);
    }

    [Fact]
    public void A_shape_in_a_doc_comment_of_any_depth_says_nothing()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", $"[N, {Nested("1")}, 3]"));
        Assert.Equal(1, ToolRun.In(_folder.Path, "check").Exit);
    }

    [Fact]
    public void An_expression_that_is_too_deep_for_the_compiler_is_named()
    {
        _folder.Write("Net.cs", ForwardSource.Of($"return {Nested("x")}.squeeze(1);", "[N, 1, 3]"));
        var (exit, _, error) = ToolRun.In(_folder.Path, "check");
        Assert.Equal(3, exit);
        Assert.Contains("Net.cs: an expression is nested more than 1000 deep", error);
    }

    private static string Nested(string text) => new string('(', Deep) + text + new string(')', Deep);
}
