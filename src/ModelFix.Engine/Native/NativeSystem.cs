using System.Runtime.InteropServices;

namespace ModelFix.Engine.Native;

/// <summary>What NuGet calls the system that this process runs on.</summary>
internal static class NativeSystem
{
    /// <summary>The portable name, which packages use: linux-x64 where the runtime says debian.12-x64.</summary>
    public static string Identifier { get; } = $"{Family}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The names under which a package may hold files for this system, the most special first.</summary>
    public static IReadOnlyList<string> Accepted { get; } = OperatingSystem.IsWindows()
        ? [Identifier, "win", "any"]
        : [Identifier, Family, "unix", "any"];

    /// <summary>A Linux with musl instead of glibc, such as Alpine, is a system of its own: libtorch is not made for it.</summary>
    private static string Family => OperatingSystem.IsWindows() ? "win"
        : OperatingSystem.IsMacOS() ? "osx"
        : RuntimeInformation.RuntimeIdentifier is var runtime
            && (runtime.Contains("musl", StringComparison.Ordinal) || runtime.StartsWith("alpine", StringComparison.Ordinal))
            ? "linux-musl"
        : "linux";
}
