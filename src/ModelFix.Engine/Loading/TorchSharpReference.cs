using Microsoft.CodeAnalysis;

namespace ModelFix.Engine.Loading;

/// <summary>What folders are bound against: the assemblies that were named, the newest TorchSharp of the NuGet cache, or the embedded surface.</summary>
internal sealed record TorchSharpReference(IReadOnlyList<MetadataReference> References, string Description)
{
    /// <exception cref="EngineException">A named assembly does not exist.</exception>
    public static TorchSharpReference Find(IReadOnlyList<string> named)
    {
        foreach (var path in named.Where(p => !File.Exists(p)))
            throw new EngineException(path, "the assembly that --reference names does not exist", "Name the path of TorchSharp.dll.", ExitCodes.WrongUsage);
        if (named.Count > 0) return From(named, string.Join(", ", named));
        if (FromPackageCache() is { } cached) return From([cached], cached);
        return From([Shipped], "the TorchSharp 0.107.0 that modelfix ships (no TorchSharp in the NuGet cache, no --reference)");
    }

    /// <summary>The managed assembly of the TorchSharp package, beside the tool.</summary>
    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "torchsharp", "TorchSharp.dll");

    /// <summary>The framework that the tool runs on, for sources that are bound without a project.</summary>
    public static IEnumerable<MetadataReference> Framework { get; } = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
        .Where(p => Path.GetDirectoryName(p) != AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))
        .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))
        .ToList();

    private static TorchSharpReference From(IReadOnlyList<string> paths, string description) =>
        new(paths.Select(p => (MetadataReference)MetadataReference.CreateFromFile(p)).ToList(), description);

    private static string? FromPackageCache()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var package = Path.Combine(cache, "torchsharp");
        if (!Directory.Exists(package)) return null;
        return Directory.EnumerateDirectories(package)
            .OrderByDescending(d => Version.TryParse(Path.GetFileName(d).Split('-')[0], out var version) ? version : new Version(0, 0))
            .Select(d => Path.Combine(d, "lib"))
            .Where(Directory.Exists)
            .SelectMany(d => Directory.EnumerateFiles(d, "TorchSharp.dll", SearchOption.AllDirectories).OrderBy(f => f, StringComparer.Ordinal))
            .FirstOrDefault();
    }
}
