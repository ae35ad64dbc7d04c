using System.Reflection;
using NuGet.Frameworks;
using NuGet.Versioning;

namespace ModelFix.Engine.Loading;

/// <summary>The folder that NuGet unpacks packages into. It is read, never written.</summary>
internal sealed class PackageCache(string folder)
{
    /// <summary>The user's cache.</summary>
    public static PackageCache Default => new(Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    /// <summary>
    /// The TorchSharp assembly of the newest version that has one for a framework; null where there is none. Versions that are not whole
    /// are passed over.
    /// </summary>
    public string? NewestTorchSharp(TargetFramework framework)
    {
        var package = Path.Combine(folder, "torchsharp");
        if (!Directory.Exists(package)) return null;
        return Directory.EnumerateDirectories(package)
            .Select(d => (Folder: d, Version: NuGetVersion.TryParse(Path.GetFileName(d), out var version) ? version : null))
            .Where(d => d.Version is not null)
            // A pre-release is there by an experiment; what a project was restored with says so itself.
            .OrderBy(d => d.Version!.IsPrerelease)
            .ThenByDescending(d => d.Version)
            .Select(d => Assembly(Path.Combine(d.Folder, "lib"), framework.Framework))
            .FirstOrDefault(a => a is not null);
    }

    private static string? Assembly(string lib, NuGetFramework framework)
    {
        if (!Directory.Exists(lib)) return null;
        var libs = Directory.EnumerateDirectories(lib)
            .Select(d => (Framework: NuGetFramework.ParseFolder(Path.GetFileName(d)), File: Path.Combine(d, "TorchSharp.dll")))
            .Where(l => File.Exists(l.File) && IsAssembly(l.File))
            .ToList();
        return new FrameworkReducer().GetNearest(framework, libs.Select(l => l.Framework)) is { } nearest
            ? libs.First(l => l.Framework.Equals(nearest)).File
            : null;
    }

    private static bool IsAssembly(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file) is not null;
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
