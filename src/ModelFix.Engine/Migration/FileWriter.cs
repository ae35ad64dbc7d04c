namespace ModelFix.Engine.Migration;

/// <summary>
/// Writes what a migration changed. Each file is replaced whole; projects that share files are written together or not at all, and what
/// cannot be written keeps nobody else from being written. A run that is killed leaves a journal, by which the next one ends what it began.
/// </summary>
/// <param name="top">Where the journal stands while files are replaced: the root of the repository, or the folder that was named.</param>
internal sealed class FileWriter(string top)
{
    /// <summary>Writes groups of projects, and gives the reason why a group was not, by its place.</summary>
    public IReadOnlyDictionary<int, string> Write(
        IReadOnlyList<IReadOnlyCollection<MigratedProject>> groups, CancellationToken cancellation)
    {
        var failures = new Dictionary<int, string>();
        var prepared = new List<(int Group, List<PendingFile> Files)>();
        try
        {
            for (var i = 0; i < groups.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var files = new List<PendingFile>();
                if (Prepared(groups[i], files, cancellation) is { } failure) failures.Add(i, failure);
                else if (files.Count > 0) prepared.Add((i, files));
            }
        }
        catch (OperationCanceledException)
        {
            prepared.ForEach(p => p.Files.ForEach(f => f.Discard()));
            throw;
        }

        if (prepared.Count == 0) return failures;
        Journal? journal = null;
        try
        {
            // From here on it is brought to its end, by this run or by the next.
            journal = Journal.Begin(top, [.. prepared.SelectMany(p => p.Files)]);
            foreach (var (group, files) in prepared)
                if (Replaced(files) is { } failure) failures.Add(group, failure);
            journal.End();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EngineException)
        {
            if (journal is null) prepared.ForEach(p => p.Files.ForEach(f => f.Discard()));
            var next = journal is null ? "Nothing was written." : "Run again: it ends what was begun.";
            foreach (var (group, _) in prepared) failures.TryAdd(group, $"{e.Message.TrimEnd('.')}. {next}");
        }

        return failures;
    }

    /// <summary>
    /// The new bytes of every file. A file that several target frameworks share has one text: they were fixed to the same.
    /// </summary>
    public static SortedDictionary<string, byte[]> Contents(IEnumerable<MigratedProject> migrated)
    {
        var contents = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var project in migrated)
        {
            foreach (var (path, text) in project.Changed) Put(path, project.Project.Files[path].Encode(text));
            foreach (var file in project.Added)
                Put(Path.Combine(project.Project.Folder, file.Name), System.Text.Encoding.UTF8.GetBytes(file.Text));
        }

        return contents;

        void Put(string path, byte[] bytes)
        {
            if (contents.TryGetValue(path, out var other) && !other.AsSpan().SequenceEqual(bytes))
                throw new EngineException(
                    path,
                    "two projects or target frameworks that share the file need different fixes",
                    "Fix one of them at a time, or split the file.");
            contents[path] = bytes;
        }
    }

    /// <summary>Puts the new files of a group beside the old ones; where one cannot be, none is, and the reason is given.</summary>
    private static string? Prepared(
        IReadOnlyCollection<MigratedProject> group, List<PendingFile> prepared, CancellationToken cancellation)
    {
        var read = group.SelectMany(m => m.Project.Files.Values).DistinctBy(f => f.Path).ToDictionary(f => f.Path, StringComparer.Ordinal);
        try
        {
            foreach (var (path, bytes) in Contents(group))
            {
                cancellation.ThrowIfCancellationRequested();
                prepared.Add(PendingFile.Write(path, bytes, read.GetValueOrDefault(path)?.Hash));
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EngineException or OperationCanceledException)
        {
            prepared.ForEach(p => p.Discard());
            if (e is OperationCanceledException) throw;
            return Reason(e);
        }
    }

    /// <summary>Puts the new files of a group in the place of the old ones; where one cannot be, none is, and the reason is said.</summary>
    private static string? Replaced(List<PendingFile> group)
    {
        var done = new List<PendingFile>();
        try
        {
            foreach (var file in group)
            {
                if (!file.Replace()) throw PendingFile.Changed(file.Path);
                done.Add(file);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EngineException)
        {
            group.ForEach(f => f.Discard());
            return Reason(e) + string.Concat(done.Select(Undone));
        }
    }

    /// <summary>Takes back that a file was replaced; what to say of it where that fails, else nothing.</summary>
    private static string Undone(PendingFile file)
    {
        try
        {
            file.Undo();
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EngineException)
        {
            return $" {file.Path} was written and cannot be put back ({e.Message}).";
        }
    }

    private static string Reason(Exception e) =>
        e is EngineException
            ? e.Message
            : $"{e.Message.TrimEnd('.')}. Nothing of the project was written. Check the disk and the permissions of the folder.";
}
