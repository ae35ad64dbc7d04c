using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>What is left of a run that was killed while it wrote, and what the next one makes of it.</summary>
public sealed class InterruptedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_files_that_never_took_their_place_are_removed()
    {
        var path = _folder.Write("A.cs", "old");
        Foreign(PendingFile.Write(path, "new"u8.ToArray(), SourceFile.HashOf("old"u8.ToArray())));

        Assert.Empty(Recover());

        Assert.Equal("old", _folder.Read("A.cs"));
        Assert.Equal(["A.cs"], Files());
    }

    [Fact]
    public void Files_that_a_journal_names_take_their_place()
    {
        var pending = new[] { "A.cs", "B.cs", "C.cs" }.Select(Pending).ToList();
        Journal.Begin(_folder.Path, pending);
        pending[0].Replace();

        var done = Recover();

        Assert.Equal(pending.Select(p => p.Path), done.Order());
        Assert.All(pending, p => Assert.Equal("new", File.ReadAllText(p.Path)));
        Assert.Equal(["A.cs", "B.cs", "C.cs"], Files());
        Assert.Equal(["An earlier run was killed while it wrote 3 files; they are complete now."], _said);
    }

    [Fact]
    public void What_was_changed_since_stays()
    {
        var pending = new[] { "A.cs", "B.cs" }.Select(Pending).ToList();
        Journal.Begin(_folder.Path, pending);
        File.WriteAllText(pending[1].Path, "edited");

        Assert.Equal([pending[0].Path], Recover());

        Assert.Equal("edited", _folder.Read("B.cs"));
        Assert.Equal(["A.cs", "B.cs"], Files());
        Assert.Contains(_said, s => s.StartsWith($"{pending[1].Path}: changed since an earlier run", StringComparison.Ordinal));
    }

    [Fact]
    public void A_journal_that_cannot_be_read_is_removed()
    {
        _folder.Write(".modelfix-journal", "[{");
        Assert.Empty(Recover());
        Assert.Empty(Files());
    }

    [Fact]
    public void What_a_running_process_is_about_to_write_stays()
    {
        var pending = Pending("A.cs");
        Recover();
        Assert.True(File.Exists(pending.Beside));
    }

    [Theory]
    [InlineData("edited", "it changed while modelfix ran")]
    [InlineData(null, "it was deleted while modelfix ran")]
    public void A_file_that_changed_since_it_was_read_is_not_written(string? now, string cause)
    {
        var path = _folder.Write("A.cs", "old");
        if (now is null) File.Delete(path);
        else File.WriteAllText(path, now);

        var failure = Assert.Throws<EngineException>(
            () => PendingFile.Write(path, "new"u8.ToArray(), SourceFile.HashOf("old"u8.ToArray())));

        Assert.Contains(cause, failure.Message);
        Assert.Equal(now is null ? [] : ["A.cs"], Files());
    }

    private IReadOnlySet<string> Recover() => Journal.Recover(_folder.Path, [_folder.Path], _said.Add);

    private PendingFile Pending(string name) =>
        PendingFile.Write(_folder.Write(name, "old"), "new"u8.ToArray(), SourceFile.HashOf("old"u8.ToArray()));

    /// <summary>Gives a file to a process that ended long ago.</summary>
    private static void Foreign(PendingFile pending) => File.Move(
        pending.Beside, pending.Beside.Replace($".{Environment.ProcessId}.", $".{int.MaxValue}.", StringComparison.Ordinal));

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder.Path).Select(f => Path.GetFileName(f)).Order();
}
