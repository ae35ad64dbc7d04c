using ModelFix.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

public sealed class SampleTests
{
    public static TheoryData<string> Names => new(Sample.All.Select(s => s.Name));

    [Theory, MemberData(nameof(Names))]
    public void Fix_leaves_the_sample_compiling_without_new_diagnostics(string name)
    {
        using var migrated = Sample.Named(name).Migrated();

        var before = TestCompilation.Complaints(Sample.Compile(Sample.Named(name).Folder));
        Assert.Empty(before);
        Assert.Empty(TestCompilation.Complaints(Sample.Compile(migrated.Path)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_second_run_changes_nothing(string name)
    {
        using var migrated = Sample.Named(name).Migrated();
        var once = Sample.Sources(migrated.Path);

        Sample.Fix(migrated.Path);

        Assert.Equal(once, Sample.Sources(migrated.Path));
    }

    [Theory, MemberData(nameof(Names))]
    public void Migrated_sources(string name)
    {
        using var migrated = Sample.Named(name).Migrated();

        var before = Sample.Sources(Sample.Named(name).Folder);
        var changed = Sample.Sources(migrated.Path).Where(f => !before.Contains(f)).Select(f => $"// ==== {f.Path}\n{f.Source}");
        Snapshot.Match(string.Join("\n", changed), name);
    }

    [Theory, MemberData(nameof(Names))]
    public void Migrated_and_original_compute_the_same_numbers_from_the_same_weights(string name)
    {
        var sample = Sample.Named(name);
        using var migrated = sample.Migrated();
        var before = sample.Create(Sample.Compile(sample.Folder));
        var after = sample.Create(Sample.Compile(migrated.Path));

        Assert.Equal(
            before.state_dict().Select(e => (e.Key, string.Join(",", e.Value.shape), e.Value.dtype)),
            after.state_dict().Select(e => (e.Key, string.Join(",", e.Value.shape), e.Value.dtype)));
        after.load_state_dict(before.state_dict());

        using var _ = torch.no_grad();
        foreach (var inputs in Inputs(sample))
            AssertSame(Forward(before, inputs), Forward(after, inputs), sample.Tolerance);
    }

    [Fact]
    public void The_loss_and_the_programs_stay_as_they_are()
    {
        foreach (var sample in Sample.All)
        {
            using var migrated = sample.Migrated();
            foreach (var file in new[] { "Program.cs", "DisparityLoss.cs", "Gallery.cs" }.Where(f => File.Exists(Path.Combine(sample.Folder, f))))
                Assert.Equal(File.ReadAllBytes(Path.Combine(sample.Folder, file)), File.ReadAllBytes(Path.Combine(migrated.Path, file)));
        }
    }

    private static IEnumerable<Tensor[]> Inputs(Sample sample)
    {
        torch.manual_seed(11);
        foreach (var batch in new long[] { 1, 3 })
        {
            long[] Shape(long[] rest) => [batch, .. rest];
            yield return sample.Inputs.Select(i => torch.randn(Shape(i))).ToArray();
            yield return sample.Inputs.Select(i => torch.zeros(Shape(i))).ToArray();
            yield return sample.Inputs.Select(i => torch.randn(Shape(i)) * 1e4).ToArray();
        }
    }

    /// <summary>Runs forward on copies, since some models write into their inputs.</summary>
    private static Tensor Forward(nn.Module model, Tensor[] inputs) =>
        (Tensor)Execution.Call(model, "forward", inputs.Select(i => (object?)i.clone()).ToArray())!;

    private static void AssertSame(Tensor before, Tensor after, double tolerance)
    {
        Assert.Equal(before.shape, after.shape);
        Assert.Equal(before.dtype, after.dtype);
        var (expected, actual) = (before.to(ScalarType.Float64).data<double>().ToArray(), after.to(ScalarType.Float64).data<double>().ToArray());
        if (tolerance == 0)
        {
            Assert.Equal(expected, actual);
            return;
        }

        Assert.Equal(expected.Select(double.IsFinite), actual.Select(double.IsFinite));
        var finite = expected.Zip(actual).Where(p => double.IsFinite(p.First)).ToList();
        var scale = finite.Max(p => Math.Abs(p.First));
        Assert.All(finite, p => Assert.InRange(Math.Abs(p.First - p.Second), 0, tolerance * scale));
    }
}
