
namespace ModelFix.Engine.Migration;

/// <summary>Writes what a migration changed: all files are checked before the first is touched, and each is replaced whole.</summary>
internal static class FileWriter
{
    /// <exception cref="EngineException">A file or folder cannot be written; nothing was.</exception>
    public static void Write(IReadOnlyCollection<MigratedProject> migrated, CancellationToken cancellation)
    {
        var contents = Contents(migrated);
        foreach (var path in contents.Keys) RefuseReadOnly(path);
        var temporary = new List<(string Temporary, string Path)>();
        try
        {
            foreach (var (path, bytes) in contents)
            {
                cancellation.ThrowIfCancellationRequested();
                var beside = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
                temporary.Add((beside, path));
                File.WriteAllBytes(beside, bytes);
                if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
            }

            foreach (var (beside, path) in temporary) File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                temporary[^1].Path, $"cannot be written ({e.Message})", "Check the disk and the permissions of the folder.");
        }
        finally
        {
            foreach (var (beside, _) in temporary) File.Delete(beside);
        }
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

    private static void RefuseReadOnly(string path)
    {
        var exists = File.Exists(path);
        var probed = exists ? path : Path.GetDirectoryName(path)!;
        var readOnly = exists && (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0
            || !OperatingSystem.IsWindows() && !HasWriteBit(probed);
        if (readOnly) throw new EngineException(path, "read-only", "Make it writable (chmod u+w), or leave it out of PATHS.");
    }

    private static bool HasWriteBit(string path) =>
        !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0;
}
