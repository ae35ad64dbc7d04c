using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security;

namespace ModelFix.Testing;

/// <summary>
/// Gives what is tested, and the processes that it starts, a home and caches of their own, which know no source of packages: what they need
/// is in the NuGet cache that the tests were restored into. It is read, and reading it takes no network; the user's home and caches stay as
/// they are.
/// </summary>
internal static class OwnHome
{
    /// <summary>The variables that say where a process may write.</summary>
    private static readonly string[] Names = [
        OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME",
        "DOTNET_CLI_HOME",
        "NUGET_PACKAGES",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME"];

    private static readonly Dictionary<string, string?> Users = Names.ToDictionary(n => n, Environment.GetEnvironmentVariable);

    /// <summary>Where NuGet has unpacked the packages that the tests were built with.</summary>
    public static string BuiltWith { get; } = typeof(OwnHome).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "NuGetPackageRoot").Value!;

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "home");

    /// <summary>What a process that a test starts finds: packages that it restores are unpacked into a cache of its own.</summary>
    public static void Give(IDictionary<string, string?> environment) => environment["NUGET_PACKAGES"] = Path.Combine(Folder, "packages");

    /// <summary>What a build of the repository itself finds: in another home it would be restored anew.</summary>
    public static void GiveUsers(IDictionary<string, string?> environment)
    {
        foreach (var (name, value) in Users)
            if (value is null) environment.Remove(name);
            else environment[name] = value;
    }

#pragma warning disable CA2255 // Whatever a test does first, it must not do it in the user's home.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use()
    {
        foreach (var name in Names) Environment.SetEnvironmentVariable(name, Folder);
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", BuiltWith);
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Path.Combine(Folder, ".cache"));
        Environment.SetEnvironmentVariable("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("DOTNET_NOLOGO", "1");
        // NuGet's own configuration of a user, where Windows and the others look for it.
        foreach (var folder in new[] { Path.Combine(Folder, ".nuget", "NuGet"), Path.Combine(Folder, "NuGet") })
        {
            Directory.CreateDirectory(folder);
            var config = Path.Combine(folder, "NuGet.Config");
            if (!File.Exists(config) || File.ReadAllText(config) != Config) File.WriteAllText(config, Config);
        }
    }

    private static string Config => $"""
        <configuration>
          <packageSources><clear /></packageSources>
          <fallbackPackageFolders><clear /><add key="tests" value="{SecurityElement.Escape(BuiltWith)}" /></fallbackPackageFolders>
        </configuration>
        """;
}
