using System.Text.RegularExpressions;
using ModelFix.Analyzers;
using ModelFix.Testing;
using ModelFix.Tools.NewRule;

namespace ModelFix.Tools.Tests;

/// <summary><c>new-rule</c> makes what a rule consists of; it compiles, and says by failing tests what is to be filled in.</summary>
public sealed class ScaffoldTests : IDisposable
{
    /// <summary>What the projects are built with.</summary>
    private static readonly string[] BuildFiles =
        ["ModelFix.sln", ".editorconfig", "global.json", "Directory.Build.props", "Directory.Packages.props", "tests/Directory.Build.props",
            "tests/Directory.Build.targets"];

    /// <summary>What the rule's tests need and the rule does not change: taken as it was built for this test.</summary>
    private static readonly string[] BuiltProjects =
        ["src/ModelFix.Core", "src/ModelFix.Engine", "codefixes/ModelFix.CodeFixes", "tests/ModelFix.Testing"];

    private readonly TemporaryFolder _copy = new();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void The_files_of_a_new_rule_compile_and_its_tests_fail_until_they_are_filled_in()
    {
        foreach (var file in BuildFiles) Copy(file);
        foreach (var project in BuiltProjects) CopyBuilt(project);
        foreach (var file in Sources("analyzers/ModelFix.Analyzers")) Copy(file);
        Copy("tests/ModelFix.Analyzers.Tests/ModelFix.Analyzers.Tests.csproj");
        Copy("tests/ModelFix.Analyzers.Tests/packages.lock.json");
        foreach (var document in New("MFX1010", "Shape", "Expand").Documents()) _copy.Write(document.Path, document.Text);

        Build("analyzers/ModelFix.Analyzers");
        Build("tests/ModelFix.Analyzers.Tests");
        var tested = Command.Dotnet(
            _copy.Path,
            "test",
            "tests/ModelFix.Analyzers.Tests",
            "--no-build",
            "-c",
            Repository.Configuration,
            "--nologo");

        Assert.Equal(1, tested.ExitCode);
        Assert.Matches(@"Failed: +5, Passed: +0, Skipped: +0, Total: +5", tested.Output);
        Assert.Contains("ExpandRuleTests.What_is_known_Triggers", tested.Output);
        Assert.Contains("ExpandRuleTests.What_is_not_known_IsReported", tested.Output);
        Assert.Contains("ExpandRuleTests.What_is_harmless_DoesNotTrigger", tested.Output);
    }

    [Fact]
    public void They_are_the_places_that_contributing_lists()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));
        var places = New("MFX1108", "Range", "Other")
            .Documents()
            .Select(d => d.Path.Replace("MFX1108", "MFX1101").Replace("Other", "Clamp"))
            .ToList();

        Assert.All(places, place => Assert.True(File.Exists(Path.Combine(Repository.Root, place)), place));
        var start = guide.IndexOf("## Adding a rule", StringComparison.Ordinal);
        var section = guide[start..guide.IndexOf("\n## ", start, StringComparison.Ordinal)];
        Assert.Equal(
            places.Order(StringComparer.Ordinal),
            Regex.Matches(section, @"\]\(([^)#]+)\)").Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("MFX0000", "Contract", "Early", "new EarlyRule(),\n        new ContractRule(),")]
    [InlineData("MFX1010", "Shape", "Middle", "new DimAsTypeRule(),\n        new MiddleRule(),\n        new ClampRule(),")]
    [InlineData(
        "MFX1307",
        "Mutation",
        "AfterFamily",
        "new ArgumentMutationRule(),\n        new AfterFamilyRule(),\n        new AdaptivePoolRule(),")]
    [InlineData("MFX1904", "Weights", "Last", "new BufferRule(),\n        new LastRule(),\n    }")]
    public void The_rows_stand_in_the_order_of_ids(string id, string category, string name, string expected)
    {
        var documents = New(id, category, name).Documents().ToDictionary(d => Path.GetFileName(d.Path), d => d.Text);

        Assert.Contains(expected, documents["RuleCatalog.cs"]);
        var ids = Regex.Matches(documents["AnalyzerReleases.Unshipped.md"], @"^MFX\d{4}", RegexOptions.Multiline)
            .Select(m => m.Value)
            .ToList();
        Assert.Equal(RuleCatalog.Documented.Select(d => d.Id).Append(id).Order(StringComparer.Ordinal), ids);
        var imports = Regex.Matches(documents["RuleCatalog.cs"], @"using ModelFix\.Analyzers\.Rules\.(\w+);")
            .Select(m => m.Groups[1].Value)
            .ToList();
        Assert.Contains(category, imports);
        Assert.Equal(imports.Distinct().Order(StringComparer.Ordinal), imports);
    }

    [Fact]
    public void A_new_category_gets_its_row()
    {
        var documents = New("MFX2001", "Layout", "Strided").Documents().ToDictionary(d => Path.GetFileName(d.Path), d => d.Text);

        Assert.Contains("        \"19\" => \"Weights\",\n        \"20\" => \"Layout\",\n", documents["RuleCategory.cs"]);
        Assert.Contains("x.strided()", documents["StridedRule.cs"]);
        Assert.DoesNotContain(
            New("MFX1010", "Shape", "Repeat").Documents(),
            d => d.Path.EndsWith("RuleCategory.cs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MFX108", "Shape", "Repeat", "MFX108 is no id: write MFX and four digits")]
    [InlineData("MFX1001", "Shape", "Repeat", "there is a rule MFX1001")]
    [InlineData("MFX1010", "Shape", "Squeeze", "there is a file analyzers/ModelFix.Analyzers/Rules/Shape/SqueezeRule.cs")]
    [InlineData("MFX1108", "Shape", "Repeat", "rules MFX11xx are Range, not Shape")]
    [InlineData(
        "MFX1010",
        "Shape",
        "repeat-interleave",
        "Shape and repeat-interleave must be names of C#, such as Shape and RepeatInterleave")]
    public void What_cannot_be_made_is_refused(string id, string category, string name, string expected) =>
        Assert.Equal(expected, Assert.Throws<ToolException>(() => New(id, category, name)).Message);

    private static Scaffold New(string id, string category, string name) => new(Repository.Root, id, category, name);

    /// <summary>Without its references, which are there already.</summary>
    private void Build(string project) =>
        Command.Dotnet(_copy.Path, "build", project, "--no-dependencies", "-c", Repository.Configuration, "--nologo", "-v", "q")
            .Succeeded();

    /// <summary>A project as it was built: what a reference to it needs.</summary>
    private void CopyBuilt(string project)
    {
        var name = Path.GetFileName(project);
        Copy($"{project}/{name}.csproj");
        Copy($"{project}/packages.lock.json");
        foreach (var output in new[] { "bin", "obj" })
        {
            var folder = Path.Combine(Repository.Root, project, output, Repository.Configuration);
            foreach (var file in Directory.EnumerateFiles(folder, $"{name}.dll", SearchOption.AllDirectories))
                Copy(Path.GetRelativePath(Repository.Root, file));
        }
    }

    private static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, project), "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
        .Where(
            f => !f.StartsWith($"{project}/bin/", StringComparison.Ordinal) && !f.StartsWith($"{project}/obj/", StringComparison.Ordinal));

    private void Copy(string file)
    {
        var to = Path.Combine(_copy.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(Path.Combine(Repository.Root, file), to);
    }
}
