using System.Diagnostics;

namespace ModelFix.Engine.Loading;

/// <summary>Asks git about a folder.</summary>
internal static class Git
{
    /// <summary>The root of the work tree that a folder is in, or null where it is in none or git is not installed.</summary>
    public static string? Root(string folder) => Run(folder, "rev-parse", "--show-toplevel") is { Length: > 0 } root ? root : null;

    /// <summary>The tracked or untracked files under a folder that differ from what is committed, at most a few.</summary>
    public static IReadOnlyList<string> Changed(string folder) =>
        (Run(folder, "status", "--porcelain", "--", ".") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string? Run(string folder, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start)!;
            var errors = git.StandardError.ReadToEndAsync();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            _ = errors.GetAwaiter().GetResult();
            return git.ExitCode == 0 ? output.Trim('\n', '\r') : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
