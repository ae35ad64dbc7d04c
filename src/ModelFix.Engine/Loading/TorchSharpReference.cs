using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ModelFix.Engine.Loading;

/// <summary>What the sources of a folder are bound against, and which TorchSharp that is, as it is said to the user.</summary>
internal sealed record BoundReferences(IReadOnlyList<MetadataReference> References, string TorchSharp);

/// <summary>
/// Finds what folders are bound against: the assemblies that were named; what the folder's own project has restored; the newest TorchSharp
/// of the NuGet cache; the assembly that the tool ships. None of them is loaded.
/// </summary>
internal sealed class TorchSharpReference
{
    private const string FileName = "TorchSharp.dll";

    private readonly IReadOnlyList<string> _named;
    private readonly PackageCache _cache;
    private readonly Dictionary<string, MetadataReference> _references = new(StringComparer.Ordinal);

    /// <exception cref="EngineException">A named assembly does not exist.</exception>
    public TorchSharpReference(IReadOnlyList<string> named, PackageCache cache)
    {
        foreach (var path in named.Where(p => !File.Exists(p)))
            throw new EngineException(
                path,
                "the assembly that --reference names does not exist",
                "Name the path of TorchSharp.dll, or of another assembly that the sources use.",
                ExitCodes.WrongUsage);
        _named = named;
        _cache = cache;
    }

    /// <summary>The managed assembly of the TorchSharp package, beside the tool.</summary>
    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "torchsharp", FileName);

    /// <summary>The framework that the tool runs on.</summary>
    private static IReadOnlyList<string> Framework { get; } = [.. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(p => Path.GetFileName(p) is var name
            && (name.StartsWith("System.", StringComparison.Ordinal)
                || name is "netstandard.dll"
                    or "mscorlib.dll"
                    or "Microsoft.CSharp.dll"
                    or "Microsoft.VisualBasic.Core.dll"
                    or "Microsoft.Win32.Primitives.dll"))
        .Where(p => Path.GetDirectoryName(p) != AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))];

    /// <param name="project">The project of the files; null where they belong to none.</param>
    public BoundReferences For(ProjectText? project)
    {
        var restored = project is null
            ? []
            : (RestoredPackages.Of(Path.GetDirectoryName(project.Path)!, project.Framework.Framework)?.References ?? [])
                .Concat(project.Assemblies())
                .ToList();
        var (torchSharp, description) = TorchSharp(restored, project?.Framework ?? TargetFramework.Tool);
        // A package may bring what the framework has too; the compiler of the project would have taken the newer, which is the framework's.
        var assemblies = Framework
            .Append(torchSharp)
            .Concat(_named)
            .Concat(project is { IsWeb: true } ? AspNetCore : [])
            .Concat(restored)
            .DistinctBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase);
        return new BoundReferences([.. assemblies.Select(Reference)], description);
    }

    private (string Path, string Description) TorchSharp(List<string> restored, TargetFramework framework)
    {
        if (_named.Concat(restored).FirstOrDefault(p => Path.GetFileName(p) == FileName) is { } own) return (own, own);
        if (_cache.NewestTorchSharp(framework) is { } cached) return (cached, $"{cached}, the newest in the NuGet cache");
        return (Shipped,
            $"the TorchSharp {AssemblyName.GetAssemblyName(Shipped).Version?.ToString(3)} that modelfix ships (none restored, "
                + "none in the NuGet cache, no --reference)");
    }

    /// <summary>The assemblies of ASP.NET Core beside the framework that the tool runs on, where it is installed.</summary>
    private static IEnumerable<string> AspNetCore
    {
        get
        {
            var shared = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Framework.FirstOrDefault()))) is { } root
                ? Path.Combine(root, "Microsoft.AspNetCore.App")
                : "";
            return Directory.Exists(shared)
                ? Directory
                    .EnumerateDirectories(shared)
                    .Order(StringComparer.Ordinal)
                    .TakeLast(1)
                    .SelectMany(d => Directory.EnumerateFiles(d, "Microsoft.*.dll"))
                : [];
        }
    }

    private MetadataReference Reference(string path)
    {
        if (!_references.TryGetValue(path, out var reference)) _references.Add(path, reference = MetadataReference.CreateFromFile(path));
        return reference;
    }
}
