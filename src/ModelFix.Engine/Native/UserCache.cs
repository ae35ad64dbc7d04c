namespace ModelFix.Engine.Native;

/// <summary>
/// The folder of the user's cache that belongs to this tool. It may be deleted at any time; what is missing is made again.
/// </summary>
internal static class UserCache
{
    public static string Folder => Path.Combine(Root, "modelfix");

    /// <summary>$XDG_CACHE_HOME, or what the system has in its place.</summary>
    private static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } named && Path.IsPathRooted(named)) return named;
            if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches") : Path.Combine(home, ".cache");
        }
    }
}
