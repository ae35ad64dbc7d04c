using ModelFix.Testing;

namespace ModelFix.Samples.Tests;

/// <summary>What <c>modelfix fix</c> writes into the samples and the classic architectures.</summary>
public sealed class MigrationTests
{
    public static TheoryData<string> Names => new(Model.All.Select(m => m.Name));

    [Theory, MemberData(nameof(Names))]
    public void What_is_written(string name)
    {
        var migration = Migration.Of(name);
        var before = migration.Model.Files;

        var changed = migration.Once.Where(f => !before.Contains(f)).ToList();
        Snapshot.Match(Snapshot.Of(Files(before.Where(f => changed.Any(c => c.Path == f.Path))), Files(changed)), name);
    }

    private static string Files(IEnumerable<(string Path, string Text)> files) =>
        string.Join("\n", files.Select(f => $"// ==== {f.Path}\n{f.Text}").DefaultIfEmpty("// Nothing."));

    [Theory, MemberData(nameof(Names))]
    public void It_compiles_without_new_diagnostics(string name)
    {
        Assert.Empty(TestCompilation.Complaints(Migration.Of(name).Before));
        Assert.Empty(TestCompilation.Complaints(Migration.Of(name).After));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_second_run_changes_nothing(string name) => Assert.Equal(Migration.Of(name).Once, Migration.Of(name).Twice);

    [Fact]
    public void The_loss_and_the_programs_stay_as_they_are()
    {
        var kept = Model.Samples
            .SelectMany(m => m.Files.Select(f => (Model: m, File: f)))
            .Where(k => k.File.Path is "Program.cs" or "DisparityLoss.cs" or "BoxDistance.cs" or "Gallery.cs")
            .ToList();

        Assert.True(kept.Count > Model.Samples.Count);
        Assert.All(kept, k => Assert.Contains(k.File, Migration.Of(k.Model.Name).Once));
    }
}
