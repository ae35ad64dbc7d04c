using ModelFix.Testing;

namespace ModelFix.Samples.Tests.Architectures;

/// <summary>Six classic architectures compute what PyTorch computes, before and after their migration.</summary>
public sealed class ArchitectureTests
{
    public static TheoryData<string> Names => new(Architecture.All.Select(a => a.Name));

    [Theory, MemberData(nameof(Names))]
    public void Matches_PyTorch_with_the_same_weights(string name)
    {
        var architecture = Architecture.Named(name);

        AssertGolden(architecture, architecture.Source);
    }

    [Theory, MemberData(nameof(Names))]
    public void Matches_PyTorch_after_its_migration(string name)
    {
        var architecture = Architecture.Named(name);
        using var folder = new TemporaryFolder();
        folder.Write("GlobalUsings.cs", "global using System;\nglobal using System.Collections.Generic;\nglobal using System.Linq;\n");
        folder.Write("Model.cs", architecture.Source);

        Command.Dotnet(folder.Path, Path.Combine(AppContext.BaseDirectory, "modelfix.dll"), "fix", ".", "--allow-no-vcs", "--exit-zero").Succeeded();

        var migrated = folder.Read("Model.cs");
        Snapshot.Match(migrated, name);
        AssertGolden(architecture, migrated);
    }

    private static void AssertGolden(Architecture architecture, string source) =>
        Golden.AssertMatches(architecture.Golden, architecture.Create(Architecture.Compile(source)), architecture.Inputs());
}
