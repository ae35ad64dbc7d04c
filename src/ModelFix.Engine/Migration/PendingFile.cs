using System.Diagnostics;
using System.Globalization;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Migration;

/// <summary>A new file that stands beside the old one until it takes its place.</summary>
/// <param name="Path">The old file, by full path.</param>
/// <param name="Beside">The new one.</param>
/// <param name="Before">The hash of the old one; null where there is none.</param>
/// <param name="After">The hash of the new one.</param>
internal sealed record PendingFile(string Path, string Beside, string? Before, string After)
{
    private const string Ending = ".modelfix-tmp";

    /// <summary>What was in the old file, from when it was replaced.</summary>
    private byte[]? _old;

    /// <summary>Writes the new file.</summary>
    /// <param name="path">The old file.</param>
    /// <param name="bytes">What is to be in it.</param>
    /// <param name="read">The hash of what was read of it; null for a file that is new.</param>
    /// <exception cref="EngineException">The old file is not what was read any more.</exception>
    public static PendingFile Write(string path, byte[] bytes, string? read)
    {
        if (HashOf(path) != read) throw Changed(path);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $".{System.IO.Path.GetFileName(path)}.{Environment.ProcessId}.{Guid.NewGuid():N}{Ending}");
        var beside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, name);
        var pending = new PendingFile(path, beside, read, SourceFile.HashOf(bytes));
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && read is not null) File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            pending.Discard();
            throw;
        }

        return pending;
    }

    /// <summary>Puts the new file in the place of the old one, if that is still what it was.</summary>
    /// <returns>False where the old one was changed since, and stays.</returns>
    public bool Replace()
    {
        var old = File.Exists(Path) ? File.ReadAllBytes(Path) : null;
        if ((old is null ? null : SourceFile.HashOf(old)) != Before)
        {
            Discard();
            return false;
        }

        File.Move(Beside, Path, overwrite: true);
        _old = old;
        return true;
    }

    /// <summary>Puts back what was there before it was replaced.</summary>
    public void Undo()
    {
        if (Before is null) File.Delete(Path);
        else if (_old is not null) Write(Path, _old, After).Replace();
    }

    public void Discard() => File.Delete(Beside);

    /// <summary>The old file is not any more what was read of it.</summary>
    public static EngineException Changed(string path) => new(
        path,
        File.Exists(path) ? "it changed while modelfix ran" : "it was deleted while modelfix ran",
        "Nothing of the project was written. Run again.");

    /// <summary>True where the old file has been replaced.</summary>
    public bool IsDone => HashOf(Path) == After;

    /// <summary>Removes what killed runs left below a folder.</summary>
    public static void RemoveLeftovers(string folder)
    {
        var everywhere = new EnumerationOptions
        {
            RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (var path in Directory.EnumerateFiles(folder, ".*" + Ending, everywhere))
            if (!IsOfRunning(path)) File.Delete(path);
    }

    /// <summary>True where the process that wrote the file still runs.</summary>
    private static bool IsOfRunning(string beside)
    {
        var parts = System.IO.Path.GetFileName(beside).Split('.');
        if (parts.Length < 4 || !int.TryParse(parts[^3], CultureInfo.InvariantCulture, out var id)) return false;
        try
        {
            using var process = Process.GetProcessById(id);
            // Another process may have got its number since.
            return process.StartTime.ToUniversalTime() <= File.GetLastWriteTimeUtc(beside);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string? HashOf(string path) => File.Exists(path) ? SourceFile.HashOf(File.ReadAllBytes(path)) : null;
}
