using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ModelFix.Core.Rewriting;
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

    /// <summary>
    /// Roslyn's test asks each scope until nothing is left to fix; this one asks once, and what is outside of the scope stays.
    /// </summary>
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

    [Fact]
    public async Task What_would_not_compile_is_not_offered_and_the_rest_is()
    {
        ReplacementRule[] rules = [
            new("MFX9001", "x.relu()", "x.no_such_call()"),
            new("MFX9002", "x.sin()", "Old(x)"),
            new("MFX9003", "x.tanh()", "x.cos()")];
        const string Members = "[Obsolete(\"old\")] private static Tensor Old(Tensor x) => x;";
        var workspace = TestWorkspace.Of(
            [.. rules], [("A.cs", ForwardSource.Of("return x.relu().add(x.sin()).add(x.tanh());", members: Members))]);

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

    /// <summary>It would be named in the project file, where the SDK has it already by its pattern.</summary>
    [Theory]
    [InlineData(WorkspaceKind.MSBuild, 1)]
    [InlineData(WorkspaceKind.Host, 2)]
    public async Task Fix_all_adds_no_file_in_dotnet_format(string kind, int documents)
    {
        const string Added = "public static class Added { public static TorchSharp.torch.Tensor One(TorchSharp.torch.Tensor x) => x; }\n";
        var rule = new ReplacementRule("MFX9001", "x.relu()", "Added.One(x)") { Adds = [new AddedFile("Added.cs", Added)] };
        var workspace = TestWorkspace.Of([rule], kind, [("A.cs", ForwardSource.Of("return x.relu();"))]);
        var action = Assert.Single(await workspace.ActionsAsync("/0/A.cs", Assert.Single(await workspace.DiagnosticsAsync("/0/A.cs"))));

        var after = await workspace.FixAllAsync("/0/A.cs", action.EquivalenceKey!, FixAllScope.Project, "MFX9001");

        Assert.Equal(documents, Assert.Single(after.Solution.Projects).Documents.Count());
        Assert.Equal(documents == 2, (await after.TextAsync("/0/A.cs")).Contains("Added.One(x)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fix_all_takes_back_what_does_not_compile_in_one_place_and_fixes_the_others()
    {
        var rule = new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()");
        const string Other =
            """
            public static class Other
            {
                public static int Of(Words x) => x.relu();
            }

            public sealed class Words
            {
                public int relu() => 1;
            }

            """;
        var source = ForwardSource.Of("return x.relu().add(x.relu());");
        var workspace = TestWorkspace.Of([rule], [("A.cs", source), ("B.cs", Other)]);
        var action = Assert.Single(await workspace.ActionsAsync("/0/A.cs", (await workspace.DiagnosticsAsync("/0/A.cs"))[0]));

        var after = await workspace.FixAllAsync("/0/A.cs", action.EquivalenceKey!, FixAllScope.Project, "MFX9001");

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

    /// <summary>As each rule does at its top (RuleLanguageTests).</summary>
    [Theory]
    [InlineData(typeof(ModelFixCodeFixProvider))]
    [InlineData(typeof(ModelFixAllProvider))]
    public void What_fixes_code_shows_a_line_before_and_after(Type type)
    {
        var comment = File.ReadLines(Path.Combine(Repository.Root, "codefixes", "ModelFix.CodeFixes", type.Name + ".cs"))
            .SkipWhile(l => !l.StartsWith("/// ", StringComparison.Ordinal))
            .TakeWhile(l => l.StartsWith("/// ", StringComparison.Ordinal));

        Assert.Matches(@"<c>\S.*\S  =>  \S.*</c>", string.Join("\n", comment));
    }

    [Fact]
    public void No_class_that_fixes_code_is_left_out() => Assert.Equal(
        [nameof(ModelFixAllProvider), nameof(ModelFixCodeFixProvider)],
        typeof(ModelFixCodeFixProvider).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(CodeFixProvider)) || t.IsSubclassOf(typeof(FixAllProvider)))
            .Select(t => t.Name)
            .Order(StringComparer.Ordinal));
}
