using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Migration;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>Fixes are made in rounds until nothing is left to fix, and rules that never come to rest are left out and named.</summary>
public sealed class FixedPointTests
{
    [Fact]
    public void What_a_fix_uncovers_is_fixed_in_the_next_round()
    {
        var migrated = TestProject.Of(("Net.cs", Source("x.relu()"))).Migrate(
            new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()"),
            new ReplacementRule("MFX9002", "x.sigmoid()", "x.tanh()"),
            new ReplacementRule("MFX9003", "x.tanh()", "x.cos()"));

        Assert.Equal(Source("x.cos()"), migrated.Text("Net.cs"));
        Assert.Equal(["MFX9001", "MFX9002", "MFX9003"], migrated.Outcomes.Select(o => o.RuleId));
        Assert.All(migrated.Outcomes, o => Assert.True(o.Fixed));
    }

    [Fact]
    public void Nested_calls_are_fixed_from_the_inside_out()
    {
        var migrated = TestProject.Of(("Net.cs", Source("x.relu().add(x.relu().mul(x.relu()))"))).Migrate(
            new ReplacementRule("MFX9001", "x.relu()", "x.sin()"),
            new ReplacementRule("MFX9002", "x.sin().mul(x.sin())", "x.cos()"));

        Assert.Equal(Source("x.sin().add(x.cos())"), migrated.Text("Net.cs"));
    }

    [Fact]
    public void A_second_migration_finds_nothing_to_do()
    {
        ReplacementRule[] rules = [new("MFX9001", "x.relu()", "x.sigmoid()"), new("MFX9002", "x.tanh()", "x.no_such_call()")];
        var first = TestProject.Of(("Net.cs", Source("x.relu().add(x.tanh())"))).Migrate(rules);

        var second = TestProject.Of(("Net.cs", first.Text("Net.cs"))).Migrate(rules);

        Assert.Empty(second.Projects[0].Changed);
        Assert.False(Assert.Single(second.Outcomes).Fixed);
    }

    [Fact]
    public void A_bad_fix_does_not_use_up_the_rounds_of_the_others()
    {
        var calls = Enumerable.Range(1, 9).Select(i => $"x.add({i})").ToList();
        var chain = calls.Zip(calls.Skip(1)).Select((c, i) => new ReplacementRule($"MFX900{i}", c.First, c.Second));

        var migrated = TestProject.Of(("Net.cs", Source("x.add(1).mul(x.tanh())")))
            .Migrate([.. chain, new ReplacementRule("MFX9010", "x.tanh()", "x.no_such_call()")]);

        Assert.Equal(Source("x.add(9).mul(x.tanh())"), migrated.Text("Net.cs"));
    }

    [Fact]
    public void Two_rules_that_undo_each_other_are_both_named_and_left_out_and_the_others_are_kept()
    {
        var migrated = TestProject.Of(("Net.cs", Source("x.relu().add(x.sin())")), ("Other.cs", "// nothing")).Migrate(
            new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()"),
            new ReplacementRule("MFX9002", "x.sigmoid()", "x.relu()"),
            new ReplacementRule("MFX9003", "x.sin()", "x.cos()"));

        Assert.Equal(Source("x.relu().add(x.cos())"), migrated.Text("Net.cs"));
        Assert.Equal(
            [
                "MFX9001 Net.cs taken back, the fixes of MFX9001, MFX9002 undo each other; report this as a defect of ModelFix",
                "MFX9003 Net.cs fixed"],
            migrated.Story());
    }

    [Fact]
    public void A_rule_that_grows_its_own_code_is_left_out()
    {
        var migrated = TestProject.Of(("Net.cs", Source("x.relu().add(x.sin())"))).Migrate(
            new ReplacementRule("MFX9001", "x.relu()", "x.relu().abs()"),
            new ReplacementRule("MFX9003", "x.sin()", "x.cos()"));

        Assert.Equal(Source("x.relu().add(x.cos())"), migrated.Text("Net.cs"));
        Assert.Equal(
            [
                $"MFX9001 Net.cs taken back, after {FixRound.Limit} rounds the fixes of MFX9001 still find something to do; "
                    + "report this as a defect of ModelFix",
                "MFX9003 Net.cs fixed"],
            migrated.Story());
    }

    [Fact]
    public void Cancellation_stops_between_rounds()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => ProjectMigration.Run(
            [TestProject.Of(("Net.cs", Source("x.relu()")))],
            new MigrationOptions([new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()")], Assume: false),
            cancelled.Token));
    }

    private static string Source(string call) => ForwardSource.Of($"return {call};");
}
