using ModelFix.Recorder;

/// <summary>
/// What .NET calls before the Main of a program in whose environment DOTNET_STARTUP_HOOKS names this assembly. What fails here is written
/// down for who asked for it, and the program runs as it would have run.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(RecordingFolder.Variable) is not { Length: > 0 } path) return;
        var folder = new RecordingFolder(path);
        Action? main = null;
#pragma warning disable CA1031 // The program is not to learn of anything that happens here.
        try
        {
            main = HostedTorchSharp.Watch(folder);
        }
        catch (Exception e)
        {
            folder.Fail(e.Message);
        }
#pragma warning restore CA1031
        // What the program throws is its own.
        main?.Invoke();
    }
}
