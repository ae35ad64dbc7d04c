using System.Globalization;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Package.Tests;

/// <summary>The package of this build, in a feed on disk; packed once for all tests.</summary>
public sealed class PackedAnalyzers : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackedAnalyzers() => Command.DotnetInRepository(
        Path.Combine(Repository.Root, "src", "ModelFix.Analyzers.Package"),
            "pack", "--no-build", "-c", Repository.Configuration, "-o", Feed, $"-p:PackageVersion={Version}")
            .Succeeded();

    /// <summary>A version of its own, so that no package cache answers with an older build.</summary>
    public string Version { get; } = "0.0.1-test" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    public string Feed => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
