using System.Text.Json;
using NuGet.Frameworks;

namespace ModelFix.Engine.Loading;

/// <summary>What a project has restored, as its obj/project.assets.json says.</summary>
internal static class RestoredPackages
{
    /// <summary>The assemblies of packages that a project compiles against for a framework; none where it was not restored for it.</summary>
    public static IReadOnlyList<string> Of(string project, TargetFramework framework)
    {
        var path = Path.Combine(Path.GetDirectoryName(project)!, "obj", "project.assets.json");
        if (!File.Exists(path)) return [];
        try
        {
            using var assets = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. Read(assets.RootElement, framework).Where(File.Exists)];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException or KeyNotFoundException)
        {
            // Half written, or of a format to come: as if it was not restored.
            return [];
        }
    }

    private static IEnumerable<string> Read(JsonElement assets, TargetFramework framework)
    {
        var folders = assets.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        var libraries = assets.GetProperty("libraries");
        foreach (var package in Target(assets.GetProperty("targets"), framework.Framework))
        {
            if (package.Value.GetProperty("type").GetString() != "package" || !package.Value.TryGetProperty("compile", out var compile)) continue;
            var library = libraries.GetProperty(package.Name).GetProperty("path").GetString()!;
            foreach (var file in compile.EnumerateObject().Select(f => f.Name).Where(f => f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
                yield return folders.Select(f => Path.Combine(f, library, file)).FirstOrDefault(File.Exists) ?? file;
        }
    }

    private static IEnumerable<JsonProperty> Target(JsonElement targets, NuGetFramework framework)
    {
        // A target with a slash is for one runtime identifier.
        var frameworks = targets.EnumerateObject().Where(t => !t.Name.Contains('/', StringComparison.Ordinal)).ToList();
        var same = frameworks.Where(t => IsSame(NuGetFramework.Parse(t.Name), framework)).ToList();
        return same.Count == 0 ? [] : same[0].Value.EnumerateObject();
    }

    private static bool IsSame(NuGetFramework one, NuGetFramework other) =>
        one.Framework == other.Framework && one.Version == other.Version && string.Equals(one.Platform, other.Platform, StringComparison.OrdinalIgnoreCase);
}
