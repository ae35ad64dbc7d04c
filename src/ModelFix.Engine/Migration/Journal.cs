using System.Text.Json;

namespace ModelFix.Engine.Migration;

/// <summary>
/// Says, while files are replaced, which ones: so that a run that is killed then is brought to its end by the next one. It stands in the
/// folder only for that time.
/// </summary>
internal sealed class Journal
{
    private const string Name = ".modelfix-journal";

    private readonly string _path;

    private Journal(string top) => _path = Path.Combine(top, Name);

    public static Journal Begin(string top, IReadOnlyCollection<PendingFile> files)
    {
        var journal = new Journal(top);
        PendingFile.Write(journal._path, JsonSerializer.SerializeToUtf8Bytes(files), read: null).Replace();
        return journal;
    }

    public void End() => File.Delete(_path);

    /// <summary>Ends what a killed run began, and removes what it left.</summary>
    /// <param name="top">Where its journal stands, if any.</param>
    /// <param name="folders">Where it may have left files.</param>
    /// <param name="say">Is told of what was done.</param>
    /// <returns>The files that it had changed, as it wanted them.</returns>
    public static IReadOnlySet<string> Recover(string top, IEnumerable<string> folders, Action<string> say)
    {
        var journal = new Journal(top);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in journal.Read())
        {
            if (NotReplaced(file) is { } reason) say($"{file.Path}: cannot be replaced ({reason}); it stays as it is.");
            else if (file.IsDone) done.Add(file.Path);
            else say($"{file.Path}: changed since an earlier run that was killed; it stays as it is.");
        }

        Remove(top, () =>
        {
            journal.End();
            foreach (var folder in folders.Append(top).Distinct().Where(Directory.Exists)) PendingFile.RemoveLeftovers(folder);
        });
        if (done.Count > 0) say($"An earlier run was killed while it wrote {done.Count} files; they are complete now.");
        return done;
    }

    /// <summary>Puts a new file in the place of the old one, if it is still there; why it cannot be, or null.</summary>
    private static string? NotReplaced(PendingFile file)
    {
        try
        {
            if (File.Exists(file.Beside)) file.Replace();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static void Remove(string top, Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                top,
                $"what an earlier run left that was killed cannot be removed ({e.Message})",
                "Run as the user who started it, or remove the files yourself.");
        }
    }

    private List<PendingFile> Read()
    {
        if (!File.Exists(_path)) return [];
        try
        {
            return JsonSerializer.Deserialize<List<PendingFile>>(File.ReadAllBytes(_path)) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
