using System.Runtime.CompilerServices;

namespace ModelFix.Engine.Tests.Verification;

/// <summary>
/// Gives what is tested a cache of its own, which knows no source of packages: what the models need is in the NuGet cache that the tests were restored into,
/// and using it takes no network and leaves it as it is.
/// </summary>
internal static class TestCache
{
#pragma warning disable CA2255 // Whatever a test does first, it must not do it in the user's cache.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "cache");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), "<configuration><packageSources><clear /></packageSources></configuration>");
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", folder);
    }
}
