using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix fix --interactive</c> asks about each fix, once.</summary>
public sealed class InteractiveTests : IDisposable
{
    private const string Two = "var y = x.squeeze(1);\nvar z = x.squeeze(1);\nreturn (y + z).norm() + x;";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_fix_is_shown_with_its_code_and_difference_and_made_if_wanted()
    {
        _folder.Write("Net.cs", Model("return x.squeeze(1);"));

        var (exit, _, error) = Fix(["y"]);

        Assert.Equal(0, exit);
        Assert.Contains("Net.cs(21,18): warning MFX1001: ", error);
        Assert.Contains("    21 │         return x.squeeze(1);", error);
        Assert.Contains("-        return x.squeeze(1);\n+        return x.select(1, 0);\n", error);
        Assert.Contains("Make this fix? y (yes), n (no), a (all)", error);
        Assert.Contains("x.select(1, 0)", _folder.Read("Net.cs"));
    }

    [Fact]
    public void Of_two_places_with_the_same_code_only_the_one_that_was_wanted_is_fixed()
    {
        _folder.Write("Net.cs", Model(Two));

        // The norm comes last; after the first round the one that was refused is asked about again, since it may be either.
        var (exit, output, error) = Fix(["y", "n", "n", "n"]);

        Assert.Equal(1, exit);
        Assert.Contains("var y = x.select(1, 0);", _folder.Read("Net.cs"));
        Assert.Contains("var z = x.squeeze(1);", _folder.Read("Net.cs"));
        Assert.Contains("norm()", _folder.Read("Net.cs"));
        Assert.Contains("1 not chosen", output);
        Assert.Equal(4, Questions(error));
    }

    [Fact]
    public void All_makes_the_rest_and_quit_makes_what_was_chosen()
    {
        _folder.Write("Net.cs", Model(Two));
        Assert.Equal(1, Questions(Fix(["a"]).Error));
        Assert.DoesNotContain("squeeze", _folder.Read("Net.cs"));

        _folder.Write("Net.cs", Model(Two));
        Assert.Equal(2, Questions(Fix(["y", "q"]).Error));
        Assert.Contains("var y = x.select(1, 0);", _folder.Read("Net.cs"));
        Assert.Contains("var z = x.squeeze(1);", _folder.Read("Net.cs"));
    }

    [Fact]
    public void The_end_of_the_input_quits_and_another_answer_is_asked_again()
    {
        _folder.Write("Net.cs", Model(Two));
        var (exit, _, error) = Fix(["maybe", "Y"]);
        Assert.Equal(1, exit);
        Assert.Contains("Answer with one of: y (yes), n (no)", error);
        Assert.Contains("var y = x.select(1, 0);", _folder.Read("Net.cs"));
        Assert.Contains("var z = x.squeeze(1);", _folder.Read("Net.cs"));
    }

    [Fact]
    public void A_rule_or_a_file_can_be_skipped()
    {
        _folder.Write("A.cs", Model(Two).Replace("Net", "A"));
        _folder.Write("B.cs", Model(Two).Replace("Net", "B"));

        var rule = Fix(["r", "y", "y"]);
        Assert.Equal(3, Questions(rule.Error));
        Assert.Contains("x.squeeze(1)", _folder.Read("A.cs") + _folder.Read("B.cs"));
        Assert.DoesNotContain("norm()", _folder.Read("A.cs") + _folder.Read("B.cs"));

        var file = Fix(["f", "a"]);
        Assert.Equal(2, Questions(file.Error));
        Assert.Contains("x.squeeze(1)", _folder.Read("A.cs"));
        Assert.DoesNotContain("x.squeeze(1)", _folder.Read("B.cs"));
    }

    [Fact]
    public void Several_fixes_are_chosen_from_by_number()
    {
        var model = ForwardSource.Of("return x.sum(0);", "[4, 5]");
        _folder.Write("Net.cs", model);

        var none = Fix(["a"]);
        Assert.Equal(model, _folder.Read("Net.cs"));
        var second = Fix(["y", "3", "2"]);

        Assert.Contains("1 not chosen", none.Output);
        Assert.Contains("Which fix? 1 to 2, n (no)", second.Error);
        Assert.Contains("\n1. ", second.Error);
        Assert.Contains("\n2. ", second.Error);
        Assert.Equal(3, Questions(second.Error));
        Assert.NotEqual(model, _folder.Read("Net.cs"));
        Assert.Equal(0, second.Exit);
    }

    [Fact]
    public void What_rests_on_an_assumption_is_offered_with_assume_only()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);"));
        Assert.Equal(0, Questions(Fix([]).Error));
        Assert.Contains("select(1, 0), assuming size(1) is 1", Fix(["n"], "--assume").Error);
    }

    [Fact]
    public void A_file_that_several_frameworks_share_is_asked_about_once()
    {
        _folder.Write("Net.cs", Model("return x.squeeze(1);"));
        _folder.Write("App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFrameworks>net8.0;net10.0</TargetFrameworks></PropertyGroup>
              <ItemGroup><PackageReference Include="TorchSharp" Version="0.107.0" /></ItemGroup>
            </Project>
            """);
        Assert.Equal(1, Questions(Fix(["y"]).Error));
        Assert.Contains("x.select(1, 0)", _folder.Read("Net.cs"));
    }

    [Fact]
    public void Where_nobody_can_answer_it_is_refused()
    {
        _folder.Write("Net.cs", Model("return x.squeeze(1);"));
        var (exit, _, error) = ToolRun.In(_folder.Path, "fix", "--interactive", "--allow-no-vcs");
        Assert.Equal(2, exit);
        Assert.Contains("standard input is not a terminal", error);
        Assert.Contains("x.squeeze(1)", _folder.Read("Net.cs"));
    }

    private static string Model(string body) => ForwardSource.Of(body, "[N, 1, 5]");

    private static int Questions(string error) => error.Split("q (quit, write what was chosen): ").Length - 1;

    private (int Exit, string Output, string Error) Fix(string[] answers, params string[] options) =>
        ToolRun.Answered(answers, _folder.Path, ["fix", "--interactive", "--allow-no-vcs", .. options]);
}
