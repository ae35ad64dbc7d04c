using Microsoft.CodeAnalysis.CodeFixes;
using ModelFix.Testing;

namespace ModelFix.CodeFixes.Tests;

public sealed class ModelFixCodeFixProviderTests
{
    private const string Proven = "[N, 1, 1, 5]";

    [Fact]
    public Task The_light_bulb_offers_the_rewrite_and_applies_its_edits_only() => new LightBulbTest(
        ForwardSource.Of("return x.{|MFX1001:squeeze|}( /* channels */ 1).relu();   // kept", Proven),
        ForwardSource.Of("return x.select( /* channels */ 1, 0).relu();   // kept", Proven))
    {
        Title = "Use select(1, 0)",
    }.RunAsync();

    [Fact]
    public Task The_title_says_what_an_assumed_rewrite_assumes() => new LightBulbTest(
        ForwardSource.Of("return x.{|MFX1001:squeeze|}(1);"),
        ForwardSource.Of("return x.select(1, 0);"))
    {
        Title = "Use select(1, 0), assuming size(1) is 1",
    }.RunAsync();

    [Fact]
    public Task Fix_all_fixes_nested_hits_whole() => new LightBulbTest(
        ForwardSource.Of(
            "return torch.{|MFX1001:squeeze|}(torch.{|MFX1001:squeeze|}(x, 2), 1) + x.{|MFX1001:squeeze|}(1).{|MFX1001:squeeze|}(1);",
            Proven),
        ForwardSource.Of("return torch.select(torch.select(x, 2, 0), 1, 0) + x.select(1, 0).select(1, 0);", Proven)).RunAsync();

    [Fact]
    public Task Fix_all_of_proven_fixes_leaves_assumed_ones() => new LightBulbTest(
        ForwardSource.Of("return x.{|MFX1001:squeeze|}(1) + torch.zeros(new long[] { x.shape[0] }).{|MFX1001:squeeze|}(0);", Proven),
        ForwardSource.Of("return x.select(1, 0) + torch.zeros(new long[] { x.shape[0] }).{|MFX1001:squeeze|}(0);", Proven))
    {
        CodeActionEquivalenceKey = "MFX1001/Proven/0",
        NumberOfIncrementalIterations = 1,
    }.RunAsync();

    /// <summary>Roslyn's test asks each scope until nothing is left to fix; this one asks once, and what is outside of the scope stays.</summary>
    [Theory]
    [InlineData(FixAllScope.Document, true, false, false)]
    [InlineData(FixAllScope.Project, true, true, false)]
    [InlineData(FixAllScope.Solution, true, true, true)]
    public async Task Fix_all_reaches_as_far_as_its_scope(FixAllScope scope, bool first, bool second, bool other)
    {
        string Model(string name) => ForwardSource.Of("return x.squeeze(1);", Proven).Replace("Net", name);
        var workspace = TestWorkspace.Of([("A.cs", Model("A")), ("B.cs", Model("B"))], [("C.cs", Model("C"))]);

        var after = await workspace.FixAllAsync("/0/A.cs", "MFX1001/Proven/0", scope, "MFX1001");

        Assert.Equal(first, (await after.TextAsync("/0/A.cs")).Contains("x.select(1, 0)"));
        Assert.Equal(second, (await after.TextAsync("/0/B.cs")).Contains("x.select(1, 0)"));
        Assert.Equal(other, (await after.TextAsync("/1/C.cs")).Contains("x.select(1, 0)"));
    }
}
