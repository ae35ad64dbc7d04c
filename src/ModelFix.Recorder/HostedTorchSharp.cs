using System.Reflection;

namespace ModelFix.Recorder;

/// <summary>The TorchSharp that the host of this process has chosen, before the program asks for it.</summary>
internal static class HostedTorchSharp
{
    private const string Name = "TorchSharp";
    private const int Refused = 1;

    /// <summary>Begins to record.</summary>
    /// <returns>What is to be run in place of the program's Main; null for Main.</returns>
    public static Action? Watch(RecordingFolder folder)
    {
        var chosen = Assemblies().FirstOrDefault(IsTorchSharp);
        if (chosen is null) Report(folder);
        else if (chosen.Contains(Path.GetFileName(folder.Path))) WatchRewritten(folder);
        else return Replaced(chosen, folder);
        return null;
    }

    private static void WatchRewritten(RecordingFolder folder)
    {
        var own = Path.Combine(AppContext.BaseDirectory, Name + ".dll");
        if (!File.Exists(own))
        {
            Report(folder);
            return;
        }

        var refusal = Refusal(own, folder) ?? (IsRecording(Assembly.Load(Name)) ? null : BuiltOtherwise(own));
        if (refusal is null)
        {
            Calls.Record(folder);
            return;
        }

        folder.Fail(refusal);
        // On another TorchSharp than its own no program is run.
        Environment.Exit(Refused);
    }

    private static Action? Replaced(string own, RecordingFolder folder)
    {
        var obstacle = Refusal(own, folder) ?? ProgramContext.Obstacle();
        var program = obstacle is null ? new ProgramContext(Assemblies(), folder.Rewritten) : null;
        if (program is not null && !IsRecording(program.LoadFromAssemblyName(new AssemblyName(Name)))) obstacle = BuiltOtherwise(own);
        if (obstacle is not null)
        {
            folder.Fail(obstacle);
            return null;
        }

        Calls.Record(folder);
        return program!.Main();
    }

    private static string? Refusal(string own, RecordingFolder folder) =>
        File.ReadAllBytes(own).SequenceEqual(File.ReadAllBytes(folder.Original))
            ? null
            : $"{own} is another TorchSharp than the models are compiled against; name the project that it is built from, or pass "
                + $"--reference {own}";

    private static string BuiltOtherwise(string own) => $"the modules of {own} are built otherwise";

    /// <summary>A layer's forward must still be what a call through its base class reaches.</summary>
    private static bool IsRecording(Assembly torchSharp) =>
        torchSharp.GetType("TorchSharp.Modules.ReLU")?.GetMethod("forward") is { } forward && Calls.IsOverriding(forward);

    /// <summary>A process that was started on the way, such as the dotnet command, is of no interest unless it loads TorchSharp.</summary>
    private static void Report(RecordingFolder folder) => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        if (loaded.LoadedAssembly.GetName().Name == Name)
            folder.Fail($"TorchSharp.dll does not stand in {AppContext.BaseDirectory}, and a program there loads it");
    };

    private static bool IsTorchSharp(string path) =>
        string.Equals(Path.GetFileNameWithoutExtension(path), Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the runtime finds assemblies by.</summary>
    private static string[] Assemblies() => (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
        .Split([Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries);
}
