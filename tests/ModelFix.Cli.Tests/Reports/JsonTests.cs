using System.Text.Json.Nodes;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Reports;

/// <summary>What programs read is what the schemas in docs/schemas say, and names them.</summary>
public sealed class JsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Findings_are_as_their_schema_says()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));
        _folder.Write("Other.cs", ForwardSource.Of("return Nowhere.of(x);").Replace("Net", "Other"));
        var schema = Schema.Of("findings");

        var check = schema.Valid(Run("check"));
        var fix = schema.Valid(Run("fix", "--allow-no-vcs"));

        Assert.Contains("not be bound", check["summary"]!["notChecked"]!["causes"]![0]!.GetValue<string>());
        Assert.NotEmpty(check["findings"]!.AsArray());
        Assert.True(fix["summary"]!["fixed"]!.GetValue<int>() > 0);
        Assert.EndsWith("docs/schemas/findings.schema.json", check["$schema"]!.GetValue<string>());
        check["findings"]![0]!["safety"] = "certain";
        schema.Invalid(check);
    }

    [Fact]
    public void Nothing_found_is_as_the_schema_says()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.relu();"));
        Assert.Empty(Schema.Of("findings").Valid(Run("check"))["findings"]!.AsArray());
    }

    [Fact]
    public void Shapes_are_as_their_schema_says()
    {
        _folder.Write("Net.cs", ForwardSource.Of("var y = x.squeeze(1); return y.view(-1, y.numel());", "[N, 1, 5]"));
        var schema = Schema.Of("shapes");

        var shapes = schema.Valid(Run("shapes"));

        shapes["methods"]![0]!.AsObject().Remove("tensors");
        schema.Invalid(shapes);
    }

    [Theory]
    [InlineData("return x.squeeze(1);", "equal")]
    [InlineData("return Nowhere.of(x).squeeze(1);", "notVerified")]
    public void Verified_models_are_as_their_schema_says(string body, string verdict)
    {
        _folder.Write("Net.cs", ForwardSource.Of(body, "[N, 1, 5]"));
        var schema = Schema.Of("verification");

        var verified = schema.Valid(Run("verify"));

        Assert.Equal(verdict, verified["models"]![0]!["verdict"]!.GetValue<string>());
        verified["summary"]!["equal"] = JsonValue.Create("1");
        schema.Invalid(verified);
    }

    [Fact]
    public void The_example_in_the_documentation_is_one()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reports.md"));
        Schema.Of("findings").Valid(page.Split("```json\n", 2)[1].Split("```", 2)[0]);
    }

    [Fact]
    public void A_report_in_a_file_leaves_standard_output_to_the_patch()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));

        var (_, patch, said) = ToolRun.In(_folder.Path, "fix", "--diff", "--format", "json", "--output", "report.json");

        Assert.StartsWith("diff --git a/Net.cs b/Net.cs\n", patch);
        Assert.StartsWith("Report written to ", said);
        Schema.Of("findings").Valid(_folder.Read("report.json"));
        Assert.StartsWith("{", ToolRun.In(_folder.Path, "fix", "--diff", "--format", "json").Output);
    }

    private string Run(params string[] arguments) => ToolRun.In(_folder.Path, [.. arguments, "--format", "json"]).Output;
}
