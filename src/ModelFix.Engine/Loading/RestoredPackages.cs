using System.Collections.Immutable;
using System.Text.Json;
using ModelFix.Engine.Native;
using NuGet.Frameworks;

namespace ModelFix.Engine.Loading;

/// <summary>
/// What a restore chose for compiling a project and for running it on this system: the assemblies and native files of its packages, as they
/// are on disk.
/// </summary>
/// <param name="TorchSharp">The version of TorchSharp among them, or null.</param>
/// <param name="References">The assemblies that the project compiles against.</param>
/// <param name="Assemblies">The managed assemblies, those for this system first.</param>
/// <param name="Natives">The native files for this system.</param>
internal sealed record RestoredPackages(
    string? TorchSharp, ImmutableArray<string> References, ImmutableArray<string> Assemblies, ImmutableArray<string> Natives)
{
    /// <summary>What a project has restored for a target framework; null where it has not.</summary>
    public static RestoredPackages? Of(
        string projectFolder,
        NuGetFramework framework) => Read(Path.Combine(projectFolder, "obj", "project.assets.json"), framework);

    /// <summary>
    /// Reads the project.assets.json that a restore has written; null where there is none for the framework, or it is not what NuGet
    /// writes.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="framework">The target framework; null for the file's first.</param>
    public static RestoredPackages? Read(string file, NuGetFramework? framework)
    {
        if (!File.Exists(file)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return Read(document.RootElement, framework);
        }
        catch (Exception e) when (e is JsonException
            or IOException
            or UnauthorizedAccessException
            or KeyNotFoundException
            or InvalidOperationException)
        {
            // Half written, or of a format to come: as if it was not restored.
            return null;
        }
    }

    private static RestoredPackages? Read(JsonElement root, NuGetFramework? framework)
    {
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        // A target without a system lists the files of all systems, one with a system has chosen. The latter are for other systems as a
        // rule.
        var targets = root.GetProperty("targets").EnumerateObject().Where(t => !t.Name.Contains('/')).ToList();
        var target = targets.FindIndex(t => framework is null || IsSame(NuGetFramework.Parse(t.Name), framework));
        if (target < 0) return null;
        var packages = targets[target].Value.EnumerateObject().Where(p => p.Value.GetProperty("type").GetString() == "package").ToList();
        var libraries = root.GetProperty("libraries");
        return new RestoredPackages(
            packages.Select(p => p.Name.Split('/')).FirstOrDefault(p => p[0].Equals("TorchSharp", StringComparison.OrdinalIgnoreCase))?[1],
            [.. packages.SelectMany(p => Group(p.Value, "compile").Select(f => OnDisk(p.Name, f))).OfType<string>()],
            [.. packages
                .SelectMany(p => OfSystem(p.Value, "runtime").Concat(Group(p.Value, "runtime")).Select(f => OnDisk(p.Name, f)))
                .OfType<string>()],
            [.. packages
                .SelectMany(p => OfSystem(p.Value, "native").Concat(Group(p.Value, "native")).Select(f => OnDisk(p.Name, f)))
                .OfType<string>()]);

        string? OnDisk(string package, string path) => folders
            .Select(f => Path.Combine(f, libraries.GetProperty(package).GetProperty("path").GetString()!, path))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The files for the most special of this system's names that the package knows.</summary>
    private static IEnumerable<string> OfSystem(JsonElement package, string kind)
    {
        if (!package.TryGetProperty("runtimeTargets", out var files)) return [];
        var ofKind = files
            .EnumerateObject()
            .Where(f => f.Value.GetProperty("assetType").GetString() == kind)
            .ToLookup(f => f.Value.GetProperty("rid").GetString(), f => f.Name);
        return NativeSystem.Accepted.Select(s => ofKind[s]).FirstOrDefault(f => f.Any()) ?? [];
    }

    private static IEnumerable<string> Group(JsonElement package, string name) => package.TryGetProperty(name, out var files)
        ? files.EnumerateObject().Select(f => f.Name).Where(f => !f.EndsWith("/_._", StringComparison.Ordinal))
        : [];

    private static bool IsSame(NuGetFramework one, NuGetFramework other) =>
        one.Framework == other.Framework
            && one.Version == other.Version
            && string.Equals(one.Platform, other.Platform, StringComparison.OrdinalIgnoreCase);
}
