using System.ComponentModel;
using System.Security;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Native;

/// <summary>
/// A project of the tool's own in the user's cache, for what models are run on and their project has not restored. It is restored once for
/// each version of a package; what the user's NuGet cache holds is used where it is, and nothing is written there.
/// </summary>
/// <param name="package">What is restored.</param>
/// <param name="say">Tells the user what takes long.</param>
internal sealed class OwnRestore(OwnPackage package, Action<string> say)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private string Folder { get; } = Path.Combine(UserCache.Folder, package.Folder);

    private string Project => Path.Combine(Folder, "ModelFix.Runtime.csproj");

    private string Packages => Path.Combine(Folder, "packages");

    /// <summary>The user's NuGet cache.</summary>
    private static string UserPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The restored packages; restores them where they are not there, and waits where another process is restoring them.</summary>
    /// <exception cref="EngineException">The restore failed, or the cache cannot be written.</exception>
    public RestoredPackages Find(CancellationToken cancellation)
    {
        if (Restored() is { } there) return there;
        try
        {
            Directory.CreateDirectory(Folder);
            using var turn = Turn(cancellation);
            if (Restored() is { } meanwhile) return meanwhile;
            File.WriteAllText(Project, Text());
            Restore(cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                Folder,
                $"{package.Title} cannot be restored there ({e.Message})",
                "Name a folder that you may write to in XDG_CACHE_HOME.",
                ExitCodes.EngineNotLoaded);
        }

        return RestoredPackages.Read(Assets, framework: null)
            ?? throw new EngineException(
                Assets,
                "the restore left no list of packages",
                $"Delete {Folder} and run again.",
                ExitCodes.EngineNotLoaded);
    }

    private string Assets => Path.Combine(Folder, "obj", "project.assets.json");

    /// <summary>What was restored before, unless some of it was deleted since.</summary>
    private RestoredPackages? Restored() =>
        RestoredPackages.Read(Assets, framework: null) is { } packages && package.IsWhole(packages) ? packages : null;

    /// <summary>
    /// One process restores at a time; the file is unlocked when the stream is closed, and by the system where a process ends.
    /// </summary>
    private FileStream Turn(CancellationToken cancellation)
    {
        var file = Path.Combine(Folder, "restore.lock");
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                cancellation.WaitHandle.WaitOne(Poll);
            }
        }
    }

    private void Restore(CancellationToken cancellation)
    {
        say(
            $"Restoring {package.Title} into {Folder}, once: what {UserPackages} does not hold of it is downloaded, {package.Download}.");
        // NuGet must not write to the user's packages.
        using var restore = Started(new() { ["NUGET_PACKAGES"] = null, ["MSBUILDDISABLENODEREUSE"] = "1" });
        if (restore.Wait(cancellation: cancellation) != 0) throw Failed(Cause(restore.Output + restore.Error));
    }

    private ChildProcess Started(Dictionary<string, string?> environment)
    {
        try
        {
            return ChildProcess.Dotnet(["restore", Project, "--nologo", "-v:quiet"], Folder, environment);
        }
        catch (Win32Exception e)
        {
            throw Failed($"the dotnet command does not start: {e.Message}");
        }
    }

    private EngineException Failed(string cause) => new(
        Project,
        $"{package.Title}, which is needed to run models, could not be restored ({cause})",
        "Check the network and the NuGet sources (dotnet nuget list source), or restore the package yourself.",
        ExitCodes.EngineNotLoaded);

    /// <summary>The first error without the project's path, which stands in front of it.</summary>
    private static string Cause(string output)
    {
        var error = output.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase))
            ?? output.Trim();
        var code = error.IndexOf("error ", StringComparison.Ordinal);
        return (code < 0 ? error : error[(code + "error ".Length)..]).TrimEnd('.');
    }

    /// <summary>
    /// The project: nothing of the folders above it reaches it. It takes no part of the framework, which would have to be downloaded too
    /// where the newest SDK is not of this runtime.
    /// </summary>
    private string Text()
    {
        var fallback = Directory.Exists(UserPackages) ? UserPackages : "clear";
        return $"""
            <Project>
              <PropertyGroup>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{SecurityElement.Escape(Packages)}</RestorePackagesPath>
                <RestoreFallbackFolders>{SecurityElement.Escape(fallback)}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package.Id}" Version="[{SecurityElement.Escape(package.Version)}]" />
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
            </Project>

            """;
    }
}

/// <summary>A package that the tool restores for itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">The folder in the user's cache.</param>
/// <param name="Download">How much that is: "up to 300 MB (1.2 GB unpacked)".</param>
/// <param name="IsWhole">True where what was restored has all that is needed on this system.</param>
internal sealed record OwnPackage(string Id, string Version, string Folder, string Download, Func<RestoredPackages, bool> IsWhole)
{
    public string Title => $"{Id} {Version}";

    /// <summary>TorchSharp with libtorch for processors.</summary>
    public static OwnPackage TorchSharp(string version) =>
        new("TorchSharp-cpu", version, $"torchsharp-{version}", "up to 300 MB (1.2 GB unpacked)", p => NativeTorch.IsWhole(p.Natives));
}
