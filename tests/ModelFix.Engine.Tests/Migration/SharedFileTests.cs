using ModelFix.Analyzers;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>A file that several target frameworks or projects compile has one text: a fix is made in all of them or in none.</summary>
public sealed class SharedFileTests
{
    private static readonly ReplacementRule Rule = new("MFX9001", "x.relu()", "x.sigmoid()");

    [Fact]
    public void A_finding_of_two_frameworks_is_one_finding_fixed_once()
    {
        var result = Migrate(Framework("NEW", Source("x.relu()")), Framework("OLD", Source("x.relu()")));

        Assert.Equal(["MFX9001 Net.cs fixed"], result.Story());
        Assert.Equal(Source("x.sigmoid()"), result.Text("Net.cs"));
    }

    [Fact]
    public void Code_of_either_framework_alone_is_fixed_too()
    {
        const string Call = "\n#if NEW\nx.relu()\n#else\nx.tanh().add(x.relu())\n#endif\n";

        var result = Migrate(Framework("NEW", Source(Call)), Framework("OLD", Source(Call)));

        Assert.Equal(Source(Call.Replace("x.relu()", "x.sigmoid()")), result.Text("Net.cs"));
        Assert.Equal(["MFX9001 Net.cs fixed", "MFX9001 Net.cs fixed"], result.Story());
    }

    [Fact]
    public void A_fix_that_compiles_in_one_framework_only_is_taken_back_in_both()
    {
        const string Members = "#if NEW\nprivate static Tensor Replaced(Tensor x) => x;\n#endif";
        var source = ForwardSource.Of("return x.relu().add(x.sin());", members: Members);
        ReplacementRule[] rules = [new("MFX9001", "x.relu()", "Replaced(x)"), new("MFX9002", "x.sin()", "x.cos()")];

        var result = TestProject.Migrate([Framework("NEW", source), Framework("OLD", source)], assume: false, rules);

        Assert.Equal(source.Replace("x.sin()", "x.cos()"), result.Text("Net.cs"));
        Assert.StartsWith("MFX9001 Net.cs taken back, it would not compile: CS0103", result.Story()[0]);
        Assert.Equal("MFX9002 Net.cs fixed", result.Story()[1]);
    }

    [Fact]
    public void What_one_project_does_not_find_in_a_shared_file_is_left_and_that_project_is_named()
    {
        var rule = new ReplacementRule(
            "MFX9001", "x.relu()", "x.sigmoid()") { SafetyIn = c => c.SyntaxTrees.Count() == 1 ? Safety.Proven : null };

        var result = TestProject.Migrate([TestProject.Of(("Net.cs", Source("x.relu()"))), There()], assume: false, rule);

        Assert.Equal(["MFX9001 Net.cs /models/There.csproj, which shares the file, does not find the same"], result.Story());
        Assert.Equal(Source("x.relu()"), result.Text("Net.cs"));
    }

    [Fact]
    public void A_fix_is_as_safe_as_in_the_project_that_knows_least()
    {
        var rule = new ReplacementRule(
            "MFX9001", "x.relu()", "x.sigmoid()") { SafetyIn = c => c.SyntaxTrees.Count() == 1 ? Safety.Proven : Safety.Assumed };
        LoadedProject[] projects = [TestProject.Of(("Net.cs", Source("x.relu()"))), There()];

        Assert.Equal(
            ["MFX9001 Net.cs holds only assuming the test says so (--assume)"], TestProject.Migrate(projects, assume: false, rule).Story());
        Assert.Equal(Source("x.sigmoid()"), TestProject.Migrate(projects, assume: true, rule).Text("Net.cs"));
    }

    [Fact]
    public void Projects_without_a_file_in_common_do_not_hold_each_other_up()
    {
        var broken = TestProject.Of("/models/Q.csproj", [], ("Q.cs", "class Q { Missing m; }"));

        var result = Migrate(TestProject.Of(("Net.cs", Source("x.relu()"))), broken);

        Assert.Equal(Source("x.sigmoid()"), result.Text("Net.cs"));
    }

    private static MigrationResult Migrate(params LoadedProject[] projects) => TestProject.Migrate(projects, assume: false, Rule);

    private static LoadedProject Framework(string symbol, string source) =>
        TestProject.Of("/models/P.csproj", [symbol], ("Net.cs", source)) with { Framework = symbol };

    /// <summary>Another project that links Net.cs next to a file of its own.</summary>
    private static LoadedProject There() =>
        TestProject.Of("/models/There.csproj", [], ("Net.cs", Source("x.relu()")), ("Own.cs", "public static class Own { }"));

    private static string Source(string call) => ForwardSource.Of($"return {call};");
}
