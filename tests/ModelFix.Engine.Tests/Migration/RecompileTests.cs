using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers;
using ModelFix.Core.Rewriting;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>No fix may make the compiler say something new: those that do are found among the others and taken back.</summary>
public sealed class RecompileTests
{
    private const string Members = """
        [Obsolete("old")] private static Tensor Old(Tensor x) => x;
        private static Tensor? Maybe(Tensor x) => x;
        """;

    private static readonly ReplacementRule Good = new("MFX9001", "x.relu()", "x.sigmoid()");
    private static readonly ReplacementRule AlsoGood = new("MFX9002", "x.sin()", "x.cos()");
    private static readonly ReplacementRule Bad = new("MFX9003", "x.tanh()", "x.no_such_call()");
    private static readonly ReplacementRule AlsoBad = new("MFX9004", "x.abs()", "\"text\"");
    private static readonly ReplacementRule Warned = new("MFX9005", "x.exp()", "Old(x)");

    [Fact]
    public void A_fix_that_does_not_compile_is_taken_back_and_the_others_stay()
    {
        var migrated = TestProject.Of(("Net.cs", Source("x.relu()", "x.tanh()", "x.sin()"))).Migrate(Good, AlsoGood, Bad);

        Assert.Equal(Source("x.sigmoid()", "x.tanh()", "x.cos()"), migrated.Text("Net.cs"));
        Assert.Equal(3, migrated.Outcomes.Length);
        Assert.Equal(["MFX9001 Net.cs fixed", "MFX9002 Net.cs fixed"], migrated.Story()[..2]);
        Assert.StartsWith(
            "MFX9003 Net.cs taken back, it would not compile: CS1061: 'torch.Tensor' does not contain a definition for 'no_such_call'",
            migrated.Story()[2]);
    }

    [Fact]
    public void Two_bad_fixes_are_both_found_each_with_its_own_reason()
    {
        var migrated = TestProject
            .Of(("Net.cs", Source("x.tanh()", "x.relu()", "x.sin()", "x.relu()", "x.abs()")))
            .Migrate(Good, AlsoGood, Bad, AlsoBad);

        Assert.Equal(Source("x.tanh()", "x.sigmoid()", "x.cos()", "x.sigmoid()", "x.abs()"), migrated.Text("Net.cs"));
        Assert.Contains("CS1061", Assert.Single(migrated.Outcomes, o => o.RuleId == Bad.Ids).Reason);
        Assert.Contains("CS0029", Assert.Single(migrated.Outcomes, o => o.RuleId == AlsoBad.Ids).Reason);
    }

    [Fact]
    public void A_bad_fix_in_another_file_leaves_both_files_with_their_good_ones()
    {
        var other = Source("x.tanh()", "x.relu()").Replace("Net", "Other");

        var migrated = TestProject.Of(("Net.cs", Source("x.relu()")), ("Other.cs", other)).Migrate(Good, Bad);

        Assert.Equal(Source("x.sigmoid()"), migrated.Text("Net.cs"));
        Assert.Equal(other.Replace("x.relu()", "x.sigmoid()"), migrated.Text("Other.cs"));
        Assert.Equal(["fixed", "fixed"], migrated.Story()[..2].Select(s => s.Split(' ')[2]));
        Assert.StartsWith("MFX9003 Other.cs taken back", migrated.Story()[2]);
    }

    [Fact]
    public void The_same_fix_may_be_good_in_one_place_and_bad_in_the_next()
    {
        var other =
            """
            // torch
            public static class Other
            {
                public static int Of(Words x) => x.relu();
            }

            public sealed class Words
            {
                public int relu() => 1;
            }

            """;

        var migrated = TestProject.Of(("Net.cs", Source("x.relu()", "x.relu()")), ("Other.cs", other)).Migrate(Good);

        Assert.Equal(Source("x.sigmoid()", "x.sigmoid()"), migrated.Text("Net.cs"));
        Assert.Equal(other, migrated.Text("Other.cs"));
        Assert.Equal([true, true, false], migrated.Outcomes.Select(o => o.Fixed));
    }

    [Fact]
    public void A_fix_that_only_adds_a_warning_is_taken_back_too()
    {
        var migrated = TestProject.Of(("Net.cs", Source("x.exp()", "x.relu()"))).Migrate(Good, Warned);

        Assert.Equal(Source("x.exp()", "x.sigmoid()"), migrated.Text("Net.cs"));
        Assert.Equal(
            "MFX9005 Net.cs taken back, it would not compile: CS0618: 'Net.Old(torch.Tensor)' is obsolete: 'old'", migrated.Story()[1]);
    }

    [Fact]
    public void A_warning_of_null_is_found_though_the_project_is_looked_at_without_that_analysis()
    {
        var migrated = TestProject
            .Of(("Net.cs", Source("x.exp()", "x.relu()")))
            .Migrate(Good, new ReplacementRule("MFX9005", "x.exp()", "Maybe(x)"));

        Assert.Equal(Source("x.exp()", "x.sigmoid()"), migrated.Text("Net.cs"));
        Assert.StartsWith("MFX9005 Net.cs taken back, it would not compile: CS8600", migrated.Story()[1]);
    }

    [Fact]
    public void A_fix_that_leaves_a_field_unused_is_taken_back()
    {
        var source = ForwardSource.Of("return x.add(size).relu();", members: "private int size = 3;");

        var migrated = TestProject.Of(("Net.cs", source)).Migrate(Good, new ReplacementRule("MFX9006", "x.add(size)", "x.add(3)"));
        var nested = TestProject.Of(("Net.cs", source)).Migrate(new ReplacementRule("MFX9007", "x.add(size).relu()", "x.add(3).relu()"));

        var hidden = TestProject.Of(("Net.cs", source)).Migrate(
            new ReplacementRule("MFX9008", "x.add(size)", "var size = 3;\n        return x.add(size).relu();")
            {
                Replaced = call => call.FirstAncestorOrSelf<ReturnStatementSyntax>()!,
            });

        Assert.StartsWith("MFX9006 Net.cs taken back, it would not compile: CS0414", migrated.Story()[0]);
        Assert.StartsWith("MFX9007 Net.cs taken back, it would not compile: CS0414", nested.Story()[0]);
        Assert.StartsWith("MFX9008 Net.cs taken back, it would not compile: CS0414", hidden.Story()[0]);
    }

    [Fact]
    public void A_fix_that_breaks_another_file_is_taken_back()
    {
        const string User =
            "// torch\npublic static class User\n{\n    public static TorchSharp.torch.Tensor Of(Made made) => made.One;\n}\n";
        const string Made =
            """
            // torch
            public sealed class Made
            {
                public TorchSharp.torch.Tensor One => Two("");

                private static TorchSharp.torch.Tensor Two(string name) => throw new System.InvalidOperationException(name);
            }

            """;
        var renamed = new ReplacementRule("MFX9008", "Two(\"\")", "public TorchSharp.torch.Tensor Renamed => Two(\"\");")
        {
            Replaced = call => call.FirstAncestorOrSelf<PropertyDeclarationSyntax>()!,
        };

        var migrated = TestProject.Of(("Made.cs", Made), ("User.cs", User)).Migrate(renamed);

        Assert.StartsWith(
            "MFX9008 Made.cs taken back, it would not compile: CS1061: 'Made' does not contain a definition for 'One'",
            Assert.Single(migrated.Story()));
    }

    [Theory]
    [InlineData(
        "public sealed partial class Made",
        "private int one",
        "public sealed partial class Made { public int More() => one + 1; }")]
    [InlineData(
        "public sealed class Made",
        "internal int one",
        "public static class User { public static int Of(Made made) => made.one + 1; }")]
    public void A_fix_of_a_field_that_another_file_uses_is_taken_back(string type, string field, string other)
    {
        var made = $"// torch\n{type}\n{{\n    {field} = Two(\"\");\n\n    private static int Two(string name) => name.Length;\n}}\n";
        var retyped = new ReplacementRule("MFX9008", "Two(\"\")", field.Replace("int one", "string one = \"\" + Two(\"\");"))
        {
            Replaced = call => call.FirstAncestorOrSelf<FieldDeclarationSyntax>()!,
        };

        var migrated = TestProject.Of(("Made.cs", made), ("Other.cs", other)).Migrate(retyped);

        Assert.StartsWith("MFX9008 Made.cs taken back, it would not compile: CS0029", Assert.Single(migrated.Story()));
    }

    [Fact]
    public void What_the_compiler_said_before_is_not_held_against_a_fix()
    {
        var source = Source("Old(x)", "x.missing()", "x.relu()");

        var migrated = TestProject.Of(("Net.cs", source)).Migrate(Good);

        Assert.Equal(source.Replace("x.relu()", "x.sigmoid()"), migrated.Text("Net.cs"));
    }

    [Fact]
    public void Of_two_fixes_that_only_clash_together_one_stays()
    {
        // Each adds a class of the same name: alone it compiles, together they do not.
        var first = new ReplacementRule("MFX9010", "x.relu()", "Added.One(x)") { Adds = [new AddedFile("One.cs", Added("One"))] };
        var second = new ReplacementRule("MFX9011", "x.sin()", "Added.Two(x)") { Adds = [new AddedFile("Two.cs", Added("Two"))] };

        var migrated = TestProject.Of(("Net.cs", Source("x.relu()", "x.sin()"))).Migrate(first, second);

        Assert.Equal(Source("Added.One(x)", "x.sin()"), migrated.Text("Net.cs"));
        Assert.Equal("One.cs", Assert.Single(migrated.Projects[0].Added).Name);
        Assert.Equal("MFX9010 Net.cs fixed", migrated.Story()[0]);
        Assert.StartsWith("MFX9011 Net.cs taken back, it would not compile: CS0101", migrated.Story()[1]);
    }

    [Fact]
    public void A_fix_does_not_replace_a_file_of_the_same_name_with_other_content()
    {
        var rule = new ReplacementRule("MFX9010", "x.relu()", "Added.One(x)") { Adds = [new AddedFile("Taken.cs", Added("One"))] };
        const string Taken = "public static class TheirOwn\n{\n}\n";

        var migrated = TestProject.Of(("Net.cs", Source("x.relu()")), ("Taken.cs", Taken)).Migrate(rule);

        Assert.Empty(migrated.Projects[0].Changed);
        Assert.Empty(migrated.Projects[0].Added);
        Assert.Equal(["MFX9010 Net.cs needs a new file Taken.cs, and there is another file of that name"], migrated.Story());
    }

    [Fact]
    public void A_fix_that_adds_a_file_is_left_where_the_project_lists_its_files()
    {
        var rule = new ReplacementRule("MFX9010", "x.relu()", "Added.One(x)") { Adds = [new AddedFile("One.cs", Added("One"))] };

        var migrated = (TestProject.Of(("Net.cs", Source("x.relu()"))) with { TakesNewFiles = false }).Migrate(rule);

        Assert.Equal(["MFX9010 Net.cs needs a new file, and the project lists its files"], migrated.Story());
    }

    [Fact]
    public void A_file_that_two_fixes_need_is_added_once()
    {
        var rule = new ReplacementRule("MFX9010", "x.relu()", "Added.One(x)") { Adds = [new AddedFile("One.cs", Added("One"))] };

        var migrated = TestProject.Of(("Net.cs", Source("x.relu()", "x.relu()"))).Migrate(rule);

        Assert.Equal(Source("Added.One(x)", "Added.One(x)"), migrated.Text("Net.cs"));
        Assert.Equal(new AddedFile("One.cs", Added("One")), Assert.Single(migrated.Projects[0].Added));
    }

    [Fact]
    public void Fixes_that_rest_on_an_assumption_wait_until_they_are_asked_for()
    {
        var rule = new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()") { SafetyIn = _ => Safety.Assumed };
        var project = TestProject.Of(("Net.cs", Source("x.relu()")));

        Assert.Equal(["MFX9001 Net.cs holds only assuming the test says so (--assume)"], project.Migrate(rule).Story());
        Assert.Equal(["MFX9001 Net.cs fixed"], project.Migrate(assume: true, rule).Story());
    }

    /// <summary>A module that makes the calls one after the other.</summary>
    private static string Source(params string[] calls) =>
        ForwardSource.Of(string.Concat(calls.Select(c => $"x = {c};\n")) + "return x;", members: Members);

    private static string Added(string method) =>
        $"public static class Added\n{{\n    public static TorchSharp.torch.Tensor {method}(TorchSharp.torch.Tensor x) => x;\n}}\n";
}
