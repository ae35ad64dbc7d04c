using System.Text.Json;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Samples.Tests.Architectures;

/// <summary>Six classic architectures compute what PyTorch computes, before and after their migration.</summary>
public sealed class ArchitectureTests
{
    private const double Tolerance = 1e-4;

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

    private static void AssertGolden(Architecture architecture, string source)
    {
        using var golden = JsonDocument.Parse(architecture.Golden);
        var model = architecture.Create(Architecture.Compile(source));
        Assert.Equal(
            golden.RootElement.GetProperty("state").EnumerateArray().Select(e => e.GetString()).Order(StringComparer.Ordinal),
            model.state_dict().Select(e => $"{e.Key} [{string.Join(", ", e.Value.shape)}]").Order(StringComparer.Ordinal));

        var outputs = Architecture.Forward(model, architecture.Inputs());
        var expected = golden.RootElement.GetProperty("outputs").EnumerateArray().ToList();
        Assert.Equal(expected.Count, outputs.Count);
        foreach (var (entry, output) in expected.Zip(outputs))
        {
            Assert.Equal(entry.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), output.shape);
            var values = output.reshape(-1).to(torch.ScalarType.Float64).data<double>().ToArray();
            var (step, wanted) = (entry.GetProperty("step").GetInt32(), entry.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()).ToArray());
            var scale = wanted.Max(Math.Abs);
            for (var i = 0; i < wanted.Length; i++) Assert.InRange(values[i * step], wanted[i] - Tolerance * scale, wanted[i] + Tolerance * scale);
        }
    }
}
