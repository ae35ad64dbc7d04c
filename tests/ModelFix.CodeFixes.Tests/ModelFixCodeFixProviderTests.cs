using Microsoft.CodeAnalysis.CodeFixes;
using ModelFix.Core.Rewriting;
using ModelFix.Testing;

namespace ModelFix.CodeFixes.Tests;

public sealed class ModelFixCodeFixProviderTests
{
    private const string Proven = "[N, 1, 1, 5]";

    [Fact]
    public async Task The_light_bulb_offers_the_rewrite_and_applies_its_edits_only()
    {
        var source = ForwardSource.Of("return x.squeeze( /* channels */ 1).relu();   // kept", Proven);
        var workspace = TestWorkspace.Of([("A.cs", source)]);

        var diagnostic = Assert.Single(await workspace.DiagnosticsAsync("/0/A.cs"), d => d.Id == "MFX1001");
        var action = Assert.Single(await workspace.ActionsAsync("/0/A.cs", diagnostic));
        Assert.Equal("Use select(1, 0)", action.Title);

        var after = await workspace.ApplyAsync(action);
        Assert.Equal(source.Replace("squeeze( /* channels */ 1)", "select( /* channels */ 1, 0)"), await after.TextAsync("/0/A.cs"));
    }

    [Fact]
    public async Task The_title_says_what_an_assumed_rewrite_assumes()
    {
        var workspace = TestWorkspace.Of([("A.cs", ForwardSource.Of("return x.squeeze(1);"))]);

        var diagnostic = Assert.Single(await workspace.DiagnosticsAsync("/0/A.cs"));
        var action = Assert.Single(await workspace.ActionsAsync("/0/A.cs", diagnostic));

        Assert.Equal("Use select(1, 0), assuming size(1) is 1", action.Title);
    }

    [Theory]
    [InlineData(FixAllScope.Document, true, false, false)]
    [InlineData(FixAllScope.Project, true, true, false)]
    [InlineData(FixAllScope.Solution, true, true, true)]
    public async Task Fix_all_reaches_as_far_as_its_scope(FixAllScope scope, bool first, bool second, bool other)
    {
        string Model(string name) => ForwardSource.Of("return x.squeeze(1);", Proven).Replace("Net", name);
        var workspace = TestWorkspace.Of([("A.cs", Model("A")), ("B.cs", Model("B"))], [("C.cs", Model("C"))]);
        var action = await FirstActionAsync(workspace, "/0/A.cs");

        var after = await workspace.FixAllAsync("/0/A.cs", action, scope, "MFX1001");

        Assert.Equal(first, (await after.TextAsync("/0/A.cs")).Contains("x.select(1, 0)"));
        Assert.Equal(second, (await after.TextAsync("/0/B.cs")).Contains("x.select(1, 0)"));
        Assert.Equal(other, (await after.TextAsync("/1/C.cs")).Contains("x.select(1, 0)"));
    }

    [Fact]
    public async Task Fix_all_fixes_nested_hits_whole()
    {
        var source = ForwardSource.Of("return torch.squeeze(torch.squeeze(x, 2), 1) + x.squeeze(1).squeeze(1);", Proven);
        var workspace = TestWorkspace.Of([("A.cs", source)]);

        var after = await workspace.FixAllAsync("/0/A.cs", await FirstActionAsync(workspace, "/0/A.cs"), FixAllScope.Document, "MFX1001");

        Assert.DoesNotContain("squeeze", await after.TextAsync("/0/A.cs"));
        Assert.Empty(await after.DiagnosticsAsync("/0/A.cs"));
    }

    [Fact]
    public async Task Fix_all_of_proven_fixes_leaves_assumed_ones()
    {
        var source = ForwardSource.Of("return x.squeeze(1) + torch.zeros(new long[] { x.shape[0] }).squeeze(0);", Proven);
        var workspace = TestWorkspace.Of([("A.cs", source)]);

        var after = await workspace.FixAllAsync("/0/A.cs", await FirstActionAsync(workspace, "/0/A.cs"), FixAllScope.Document, "MFX1001");

        Assert.Contains("x.select(1, 0)", await after.TextAsync("/0/A.cs"));
        Assert.Contains(".squeeze(0)", await after.TextAsync("/0/A.cs"));
    }

    [Fact]
    public async Task What_would_not_compile_is_not_offered_and_the_rest_is()
    {
        ReplacementRule[] rules = [new("MFX9001", "x.relu()", "x.no_such_call()"), new("MFX9002", "x.sin()", "Old(x)"), new("MFX9003", "x.tanh()", "x.cos()")];
        const string Members = "[Obsolete(\"old\")] private static Tensor Old(Tensor x) => x;";
        var workspace = TestWorkspace.Of([.. rules], [("A.cs", ForwardSource.Of("return x.relu().add(x.sin()).add(x.tanh());", members: Members))]);

        var titles = new List<string>();
        foreach (var diagnostic in await workspace.DiagnosticsAsync("/0/A.cs"))
            titles.AddRange((await workspace.ActionsAsync("/0/A.cs", diagnostic)).Select(a => a.Title));

        Assert.Equal(["Use x.cos()"], titles);
    }

    [Fact]
    public async Task A_file_that_a_fix_would_add_a_second_time_with_other_content_is_not_offered()
    {
        const string Added = "public static class Added { public static TorchSharp.torch.Tensor One(TorchSharp.torch.Tensor x) => x; }\n";
        var rule = new ReplacementRule("MFX9001", "x.relu()", "Added.One(x)") { Adds = [new AddedFile("Added.cs", Added)] };
        var source = ForwardSource.Of("return x.relu();");
        var free = TestWorkspace.Of([rule], [("A.cs", source)]);
        var taken = TestWorkspace.Of([rule], [("A.cs", source), ("Added.cs", Added.Replace("One", "Two"))]);

        Assert.Single(await free.ActionsAsync("/0/A.cs", Assert.Single(await free.DiagnosticsAsync("/0/A.cs"))));
        Assert.Empty(await taken.ActionsAsync("/0/A.cs", Assert.Single(await taken.DiagnosticsAsync("/0/A.cs"))));
    }

    [Fact]
    public async Task Fix_all_takes_back_what_does_not_compile_in_one_place_and_fixes_the_others()
    {
        var rule = new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()");
        const string Other = "public static class Other\n{\n    public static int Of(Words x) => x.relu();\n}\n\npublic sealed class Words\n{\n    public int relu() => 1;\n}\n";
        var source = ForwardSource.Of("return x.relu().add(x.relu());");
        var workspace = TestWorkspace.Of([rule], [("A.cs", source), ("B.cs", Other)]);
        var action = Assert.Single(await workspace.ActionsAsync("/0/A.cs", (await workspace.DiagnosticsAsync("/0/A.cs"))[0]));

        var after = await workspace.FixAllAsync("/0/A.cs", action, FixAllScope.Project, "MFX9001");

        Assert.Equal(source.Replace("x.relu()", "x.sigmoid()"), await after.TextAsync("/0/A.cs"));
        Assert.Equal(Other, await after.TextAsync("/0/B.cs"));
    }

    [Fact]
    public async Task The_compiler_stops_when_the_light_bulb_is_closed()
    {
        using var closed = new CancellationTokenSource();
        var workspace = TestWorkspace.Of([("A.cs", ForwardSource.Of("return x.squeeze(1);", Proven))]);
        var diagnostic = Assert.Single(await workspace.DiagnosticsAsync("/0/A.cs"));
        closed.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workspace.ActionsAsync("/0/A.cs", diagnostic, closed.Token));
    }

    private static async Task<Microsoft.CodeAnalysis.CodeActions.CodeAction> FirstActionAsync(TestWorkspace workspace, string path)
    {
        var diagnostics = await workspace.DiagnosticsAsync(path);
        return (await workspace.ActionsAsync(path, diagnostics.First(d => d.Id == "MFX1001")))[0];
    }
}
