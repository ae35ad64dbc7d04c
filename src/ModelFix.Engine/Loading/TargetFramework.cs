using System.Globalization;
using NuGet.Frameworks;

namespace ModelFix.Engine.Loading;

/// <summary>A target framework, and what the SDK derives from it for the compiler.</summary>
/// <param name="Name">As the project writes it: net8.0-windows.</param>
internal sealed record TargetFramework(string Name, NuGetFramework Framework)
{
    // Microsoft.NET.SupportedTargetFrameworks.props of the SDK.
    private static readonly string[] CoreVersions = ["1.0", "1.1", "2.0", "2.1", "2.2", "3.0", "3.1"];
    private static readonly string[] StandardVersions = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1"];
    private static readonly string[] FrameworkVersions = [
        "2.0",
        "3.0",
        "3.5",
        "4.0",
        "4.5",
        "4.5.1",
        "4.5.2",
        "4.6",
        "4.6.1",
        "4.6.2",
        "4.7",
        "4.7.1",
        "4.7.2",
        "4.8",
        "4.8.1"];

    /// <summary>The framework that the tool runs on.</summary>
    public static TargetFramework Tool { get; } = Parse(string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.0"))!;

    /// <summary>Null where the name is none of .NET, .NET Standard or .NET Framework.</summary>
    public static TargetFramework? Parse(string name) =>
        NuGetFramework.Parse(name) is { } framework && (IsCore(framework) || framework.Framework is ".NETStandard" or ".NETFramework")
            ? new TargetFramework(name, framework)
            : null;

    /// <summary>The symbols that the SDK defines for it.</summary>
    public IEnumerable<string> Symbols => Framework.Framework switch
    {
        ".NETStandard" =>
            [
                "NETSTANDARD",
                "NETSTANDARD" + Version('_'),
                .. UpTo(StandardVersions).Select(v => $"NETSTANDARD{v.Replace('.', '_')}_OR_GREATER")],
        ".NETFramework" =>
            [
                "NETFRAMEWORK",
                "NET" + Version(null),
                .. UpTo(FrameworkVersions).Select(v => $"NET{v.Replace(".", "", StringComparison.Ordinal)}_OR_GREATER")],
        _ when Major < 5 => ["NETCOREAPP", "NETCOREAPP" + Version('_'), .. CoreSymbols],
        _ =>
            [
                "NET",
                "NET" + Version('_'),
                "NETCOREAPP",
                .. Enumerable.Range(5, Major - 4).Select(v => string.Create(CultureInfo.InvariantCulture, $"NET{v}_0_OR_GREATER")),
                .. CoreSymbols,
                .. PlatformSymbols],
    };

    /// <summary>The symbols of the operating system; the default version is the SDK's, which is known for Windows alone.</summary>
    public bool AreSymbolsCertain =>
        !Framework.HasPlatform || Framework.Platform.Equals("windows", StringComparison.OrdinalIgnoreCase) && !HasPlatformVersion;

    /// <summary>The language version where the project says none (Microsoft.CSharp.Core.targets).</summary>
    public string Language => Framework.Framework switch
    {
        ".NETFramework" => "7.3",
        ".NETStandard" => Framework.Version >= new Version(2, 1) ? "8.0" : "7.3",
        _ when Major < 3 => "7.3",
        _ when Major < 5 => "8.0",
        // Each .NET has one; what the tool's compiler does not know yet is the newest that it knows.
        _ => Major <= Tool.Major ? string.Create(CultureInfo.InvariantCulture, $"{Major + 4}.0") : "latest",
    };

    /// <summary>The wave of warnings (AnalysisLevel of the SDK).</summary>
    public int WarningLevel => IsCore(Framework) && Major >= 5 ? Major : 4;

    private int Major => Framework.Version.Major;

    private bool HasPlatformVersion => Framework.PlatformVersion != new Version(0, 0, 0, 0);

    private IEnumerable<string> CoreSymbols => UpTo(CoreVersions).Select(v => $"NETCOREAPP{v.Replace('.', '_')}_OR_GREATER");

    private IEnumerable<string> PlatformSymbols
    {
        get
        {
            if (!Framework.HasPlatform) return [];
            var platform = Framework.Platform.ToUpperInvariant();
            if (HasPlatformVersion)
                return [
                    platform,
                    string.Create(
                        CultureInfo.InvariantCulture, $"{platform}{Framework.PlatformVersion.Major}_{Framework.PlatformVersion.Minor}")];
            return platform == "WINDOWS" ? [platform, "WINDOWS7_0", "WINDOWS7_0_OR_GREATER"] : [platform];
        }
    }

    private static bool IsCore(NuGetFramework framework) => framework.Framework == ".NETCoreApp";

    private IEnumerable<string> UpTo(string[] versions) =>
        versions.Where(v => System.Version.Parse(v) <= new Version(Major, Framework.Version.Minor, Math.Max(Framework.Version.Build, 0)));

    /// <summary>2.0 as 2_0; of .NET Framework 4.7.2 as 472.</summary>
    private string Version(char? separator)
    {
        var version = Framework.Version;
        var numbers = separator is null && version.Build > 0
            ? new[] { version.Major, version.Minor, version.Build }
            : [version.Major, version.Minor];
        return string.Join(separator is { } mark ? mark.ToString() : "", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
    }
}
