using ModelFix.Testing;

namespace ModelFix.Analyzers.Package.Tests;

/// <summary>
/// The package ModelFix.Analyzers works in the build and in <c>dotnet format</c> of a project that references it, and of the samples.
/// </summary>
public sealed class PackageTests(PackedAnalyzers package) : IClassFixture<PackedAnalyzers>
{
    private const string Head = """
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Consumer;

        public sealed class Head : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(3, 1, 3, padding: 1);

            public Head() : base(nameof(Head)) => RegisterComponents();

            /// <param name="x">[N, 3, 8, 8]</param>
            public override Tensor forward(Tensor x)
            {
                var y = conv.call(x);
                y = y.squeeze(1);     // [N, 8, 8]
                return y.view(y.size(0), -1);
            }
        }

        """;

    [Fact]
    public void Build_reports_the_findings_of_the_packed_analyzer_with_their_help_links()
    {
        using var project = new ConsumerProject(package);
        project.Write("Head.cs", Head);

        var built = project.Dotnet("build", "-nologo").Succeeded();

        Assert.Contains("Head.cs(18,15): warning MFX1001:", built.Output);
        Assert.Contains("docs/rules/MFX1001.md", built.Output);
        Assert.Contains("[Proven]", built.Output);
        Assert.DoesNotContain("CS8032", built.Output);
    }

    [Fact]
    public void Format_writes_the_same_text_as_modelfix_fix()
    {
        using var project = new ConsumerProject(package);
        project.Write("Head.cs", Head);
        project.Dotnet("restore").Succeeded();

        project.Dotnet("format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", "MFX1001", "MFX1003").Succeeded();

        using var migrated = new TemporaryFolder();
        migrated.Write("Head.cs", Head);
        Command.Dotnet(migrated.Path, Path.Combine(AppContext.BaseDirectory, "modelfix.dll"), "fix", ".", "--allow-no-vcs").Succeeded();
        Assert.NotEqual(Head, migrated.Read("Head.cs"));
        Assert.Equal(migrated.Read("Head.cs"), project.Read("Head.cs"));
    }

    [Fact]
    public void Building_a_sample_reports_its_findings_with_their_help_links()
    {
        var built = Command
            .DotnetInRepository(
                Path.Combine(Repository.Root, "samples", "StereoNet"),
                "build",
                "--no-incremental",
                "-nologo",
                "-c",
                Repository.Configuration,
                "-p:BuildProjectReferences=false")
            .Succeeded();

        foreach (var id in new[] { "MFX1001", "MFX1101", "MFX1305", "MFX1503" })
        {
            Assert.Contains($"warning {id}:", built.Output);
            Assert.Contains($"docs/rules/{id}.md", built.Output);
        }

        Assert.DoesNotContain("DisparityLoss.cs", built.Output);
        Assert.DoesNotContain("Program.cs", built.Output);
    }
}
