using ModelFix.Testing;

namespace ModelFix.Samples.Tests;

/// <summary>The samples compute what PyTorch computes, before and after their migration.</summary>
public sealed class SampleGoldenTests
{
    private const long Batch = 2;

    /// <summary>Each sample with the names its inputs are filled from, as in tests/oracle/sample_goldens.py.</summary>
    public static TheoryData<string, string[]> Samples => new()
    {
        { "StereoNet", ["left", "right"] },
        { "FaceNet", ["x"] },
        { "SceneNet", ["image"] },
        { "EfficientSeg", ["x"] },
        { "VideoNet", ["clip"] },
        { "Memory", ["input"] },
    };

    [Theory, MemberData(nameof(Samples))]
    public void Matches_PyTorch_with_the_same_weights(string name, string[] inputs)
    {
        var sample = Sample.Named(name);

        AssertGolden(sample, sample.Folder, inputs);
    }

    [Theory, MemberData(nameof(Samples))]
    public void Matches_PyTorch_after_its_migration(string name, string[] inputs)
    {
        var sample = Sample.Named(name);
        using var migrated = sample.Migrated();

        AssertGolden(sample, migrated.Path, inputs);
    }

    [Fact]
    public void Every_sample_has_a_golden() => Assert.Equal(
        Sample.All.Select(s => s.Name).Order(StringComparer.Ordinal),
        Samples.Select(s => (string)s[0]).Order(StringComparer.Ordinal));

    private static void AssertGolden(Sample sample, string folder, string[] inputs)
    {
        var model = sample.Create(Sample.Compile(folder));
        Filling.Fill(model);
        var golden = Path.Combine(Repository.Root, "tests", "ModelFix.Samples.Tests", "Goldens", sample.Name + ".json");
        Golden.AssertMatches(golden, model, inputs.Zip(sample.Inputs, (input, shape) => Filling.Image(input, [Batch, .. shape])).ToArray());
    }
}
