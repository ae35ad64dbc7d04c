using System.Reflection;
using ModelFix.Recorder;

namespace ModelFix.Engine.Recording;

/// <summary>
/// The environment in which .NET puts a rewritten TorchSharp in the place of a program's own. It reaches whatever the program is and
/// starts: <c>dotnet run</c>, <c>dotnet test</c>, a script.
/// </summary>
internal static class RecordingEnvironment
{
    private const string Library = $"{RecordingFolder.Library}/{RecordingFolder.LibraryVersion}";

    public static Dictionary<string, string?> Make(RecordingFolder folder, byte[] torchSharp)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Rewritten)!);
        File.WriteAllBytes(folder.Rewritten, torchSharp);
        var environment = new Dictionary<string, string?>
        {
            [RecordingFolder.Variable] = folder.Path,
            ["DOTNET_STARTUP_HOOKS"] = With("DOTNET_STARTUP_HOOKS", typeof(Calls).Assembly.Location),
            // A build server that outlives the run would keep what it got here.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["UseSharedCompilation"] = "false",
        };
        // Windows knows no such variable; there the startup hook does the replacing.
        if (!OperatingSystem.IsWindows()) Host(folder, environment);
        return environment;
    }

    /// <summary>
    /// A library is added to those of every program, with an assembly that has TorchSharp's name and version. The host takes the last of
    /// such, and for a serviceable one it looks into CORE_SERVICING before it looks beside the program. The startup hook then makes sure
    /// that the program would have run on what was rewritten.
    /// </summary>
    private static void Host(RecordingFolder folder, Dictionary<string, string?> environment)
    {
        var added = Path.Combine(folder.Path, "recorded.deps.json");
        File.WriteAllText(added, Dependencies(AssemblyName.GetAssemblyName(folder.Original).Version!));
        environment["CORE_SERVICING"] = folder.Servicing;
        environment["DOTNET_ADDITIONAL_DEPS"] = With("DOTNET_ADDITIONAL_DEPS", added);
    }

    private static string With(string variable, string value) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } others ? $"{others}{Path.PathSeparator}{value}" : value;

    private static string Dependencies(Version version) => $$"""
        {
          "runtimeTarget": { "name": ".NETCoreApp,Version=v3.1" },
          "targets": {
            ".NETCoreApp,Version=v3.1": {
              "{{Library}}": {
                "runtime": { "lib/TorchSharp.dll": { "assemblyVersion": "{{version}}", "fileVersion": "{{ushort.MaxValue}}.0.0.0" } }
              }
            }
          },
          "libraries": { "{{Library}}": { "type": "package", "serviceable": true, "sha512": "" } }
        }
        """;
}
