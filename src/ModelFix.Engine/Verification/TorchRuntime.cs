using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Native;
using NuGet.Frameworks;

namespace ModelFix.Engine.Verification;

/// <summary>The TorchSharp and libtorch that a project's models run on.</summary>
/// <param name="Description">What to call it: its version, and where it is from.</param>
/// <param name="Assemblies">The managed assemblies that a model may load, TorchSharp among them.</param>
/// <param name="Natives">A folder with TorchSharp's native library and everything that it needs.</param>
internal sealed record TorchRuntime(string Description, ImmutableArray<string> Assemblies, string Natives)
{
    private const string Assembly = "TorchSharp.dll";

    /// <summary>
    /// That of the version that the sources are bound against: what their project has restored, or has in its output, or else what the tool
    /// restores for itself.
    /// </summary>
    /// <param name="project">The project, or the folder.</param>
    /// <param name="compilation">Its compilation.</param>
    /// <param name="say">Tells the user what takes long.</param>
    /// <param name="cancellation">Ends a restore.</param>
    /// <exception cref="EngineException">There is none for this system, or none could be restored.</exception>
    public static TorchRuntime Find(LoadedProject project, Compilation compilation, Action<string> say, CancellationToken cancellation)
    {
        var references = compilation.References
            .OfType<PortableExecutableReference>()
            .Select(r => r.FilePath)
            .OfType<string>()
            .ToImmutableArray();
        var bound = references.FirstOrDefault(r => Path.GetFileName(r) == Assembly)
            ?? throw new EngineException(
                project.Name, "the sources are not bound against TorchSharp", "Name the project file, or pass --reference TorchSharp.dll.");
        var version = VersionOf(bound);
        if (RestoredPackages.Read(
            Path.Combine(project.Folder, "obj", "project.assets.json"),
            project.Framework is { } name ? NuGetFramework.Parse(name) : null) is { } restored
            && restored.TorchSharp == version && NativeTorch.IsWhole(restored.Natives))
            return Laid(version, $"restored by {project.Name}", [.. restored.Assemblies, .. references], restored.Natives);
        foreach (var output in Outputs(project, bound).Where(o => VersionOf(o) == version))
        {
            var folder = Path.GetDirectoryName(output)!;
            var natives = Files(Path.Combine(folder, "runtimes", NativeSystem.Identifier, "native"), "*")
                .Concat(Files(folder, "*"))
                .Where(IsLibrary)
                .ToImmutableArray();
            if (NativeTorch.IsWhole(natives)) return Laid(version, $"in {folder}", [.. Files(folder, "*.dll"), .. references], natives);
        }

        var own = new OwnRestore(OwnPackage.TorchSharp(version), say).Find(cancellation);
        if (NativeTorch.IsWhole(own.Natives)) return Laid(version, "restored by modelfix", [.. own.Assemblies, .. references], own.Natives);
        throw new EngineException(
            project.Name,
            $"TorchSharp-cpu {version} has no native library for this system ({NativeSystem.Identifier}), so its models cannot be run here",
            "Verify on one of the systems that libtorch is published for: linux-x64, win-x64, osx-arm64.",
            ExitCodes.EngineNotLoaded);
    }

    /// <summary>
    /// The package's version where the path is that of a package, else the assembly's: the same without what follows a hyphen.
    /// </summary>
    private static string VersionOf(string torchSharp)
    {
        var package = Directory.GetParent(torchSharp)?.Parent?.Parent;
        return package?.Parent?.Name.Equals("torchsharp", StringComparison.OrdinalIgnoreCase) == true
            ? package.Name
            : AssemblyName.GetAssemblyName(torchSharp).Version!.ToString(3);
    }

    /// <summary>Where builds have put TorchSharp: beside what was referenced, then in the project's output, the newest first.</summary>
    private static IEnumerable<string> Outputs(LoadedProject project, string bound)
    {
        var output = Path.Combine(project.Folder, "bin");
        var built = Directory.Exists(output)
            ? Directory
                .EnumerateFiles(output, Assembly, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
                .OrderByDescending(File.GetLastWriteTimeUtc)
            : Enumerable.Empty<string>();
        return built.Prepend(bound);
    }

    private static IEnumerable<string> Files(
        string folder,
        string pattern) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern) : [];

    private static bool IsLibrary(string file) =>
        Path.GetExtension(file) is ".so" or ".dylib" or ".dll" || Path.GetFileName(file).Contains(".so.", StringComparison.Ordinal);

    /// <summary>
    /// A folder for these very files: another project's TorchSharp of the same version may be another build, and a rebuilt one another
    /// file.
    /// </summary>
    private static TorchRuntime Laid(string version, string origin, ImmutableArray<string> assemblies, ImmutableArray<string> natives)
    {
        var own = new FileInfo(natives.First(NativeTorch.IsOwn));
        var key = string.Join('\n', natives.Append(FormattableString.Invariant($"{own.Length} {own.LastWriteTimeUtc.Ticks}")));
        var folder = Path.Combine(
            UserCache.Folder, "native", $"{version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]}");
        try
        {
            NativeTorch.Lay(natives, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                folder,
                $"TorchSharp's native library cannot be laid there ({e.Message})",
                "Name a folder that you may write to in XDG_CACHE_HOME.",
                ExitCodes.EngineNotLoaded);
        }

        return new TorchRuntime($"TorchSharp {version}, {origin}", [.. assemblies.Select(Implementation)], folder);
    }

    /// <summary>A referenced project's assembly is referred to without its code; with it, it stands a folder above.</summary>
    private static string Implementation(string assembly) =>
        Path.GetDirectoryName(assembly) is { } folder
            && Path.GetFileName(folder) is "ref" or "refint"
            && Path.Combine(folder, "..", Path.GetFileName(assembly)) is var above
            && File.Exists(above)
            ? Path.GetFullPath(above)
            : assembly;
}
