using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Rewriting;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>
/// A defect of one rule costs its own place and nothing else: other rules, files and projects are migrated, and the fix that provoked it is
/// taken back.
/// </summary>
public sealed class DefectMigrationTests
{
    private static readonly ReplacementRule Good = new("MFX9001", "x.relu()", "x.sigmoid()");
    private static readonly ReplacementRule Provoking = new("MFX9002", "x.sin()", "x.tan()");

    [Fact]
    public void A_rule_that_throws_leaves_the_other_fixes_to_be_made()
    {
        var migrated = TestProject
            .Of(("A.cs", Source("A", "x.relu()", "x.tan()")), ("B.cs", Source("B", "x.relu()")))
            .Migrate(Good, new FailingRule("x.tan()"));

        Assert.Equal(Source("A", "x.sigmoid()", "x.tan()"), migrated.Text("A.cs"));
        Assert.Equal(Source("B", "x.sigmoid()"), migrated.Text("B.cs"));
        Assert.Equal(["MFX9001 A.cs fixed", "MFX9001 B.cs fixed", "MFX9999 A.cs needs a human"], migrated.Story());
    }

    [Fact]
    public void The_fix_that_provokes_a_defect_is_found_and_taken_back()
    {
        var migrated = TestProject
            .Of(("A.cs", Source("A", "x.relu()", "x.sin()", "x.relu()")), ("B.cs", Source("B", "x.relu()")))
            .Migrate(Good, Provoking, new FailingRule("x.tan()"));

        Assert.Equal(Source("A", "x.sigmoid()", "x.sin()", "x.sigmoid()"), migrated.Text("A.cs"));
        Assert.Equal(Source("B", "x.sigmoid()"), migrated.Text("B.cs"));
        Assert.Equal(
            ["MFX9001 A.cs fixed", "MFX9001 A.cs fixed", "MFX9001 B.cs fixed",
                "MFX9002 A.cs taken back, its result cannot be analysed: ModelFix failed here in MFX9009 (OverflowException: "
                    + "for the test); report it with this file and line at https://github.com/modelfix/modelfix/issues"],
            migrated.Story());
    }

    [Fact]
    public void A_defect_that_was_there_before_takes_no_fix_back()
    {
        var migrated = TestProject.Of(("A.cs", Source("A", "x.tan()", "x.sin()"))).Migrate(Provoking, new FailingRule("x.tan()"));
        var above = TestProject
            .Of(("A.cs", Source("A", "x.relu()", "x.tan()")))
            .Migrate(new ReplacementRule("MFX9001", "x.relu()", "x\n.sigmoid()"), new FailingRule("x.tan()"));

        Assert.Equal(Source("A", "x.tan()", "x.sin()"), migrated.Text("A.cs"));
        Assert.Equal(["MFX9001 A.cs fixed", "MFX9999 A.cs needs a human"], above.Story());
    }

    [Fact]
    public void Edits_that_overlap_in_one_fix_are_taken_back()
    {
        var migrated = TestProject.Of(("A.cs", Source("A", "x.relu()", "x.tan()"))).Migrate(Good, new OverlappingRule("x.tan()"));

        Assert.Equal(Source("A", "x.sigmoid()", "x.tan()"), migrated.Text("A.cs"));
        Assert.StartsWith("MFX9009 A.cs taken back, it cannot be made (", migrated.Story()[1]);
    }

    private static string Source(string name, params string[] calls) =>
        ForwardSource
            .Of(string.Join("\n", calls.Select((c, i) => $"var y{i} = {c};")) + "\nreturn x;")
            .Replace("Net", name, StringComparison.Ordinal);

    private class FailingRule(string text) : Rule
    {
        protected static readonly RuleDescriptor Fails = WrittenCalls.Descriptor("MFX9009", "Fails");

        public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Fails];

        public override IReadOnlyList<Pattern> Patterns => [new WrittenCalls(text, (node, _) => Found(node))];

        protected virtual Finding Found(SyntaxNode node) => throw new OverflowException("for the test");
    }

    private sealed class OverlappingRule(string text) : FailingRule(text)
    {
        protected override Finding Found(SyntaxNode node) => Fails.Proven(
            node,
            new Fix("Overlap", SourceEdit.Replace(node, "x.cos()"), SourceEdit.Replace(node.ChildNodes().First(), "x.cosh")),
            "overlaps");
    }
}
