namespace ModelFix.Recorder;

/// <summary>The folder through which who asks for a recording and the processes that are recorded speak with each other.</summary>
public sealed class RecordingFolder(string path)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "MODELFIX_RECORDING";

    /// <summary>The library that is added to those of every program.</summary>
    public const string Library = "torchsharp.recorded";

    /// <summary>The version of that library.</summary>
    public const string LibraryVersion = "1.0.0";

    private const string CallsEnding = ".calls";
    private const string FailureEnding = ".failed";

    public string Path { get; } = path;

    /// <summary>The metadata names of the models, one a line.</summary>
    public string Models => In("models");

    /// <summary>The TorchSharp that was rewritten, as it was.</summary>
    public string Original => In("original.dll");

    /// <summary>Where .NET hosts look for libraries first.</summary>
    public string Servicing => In("servicing");

    /// <summary>The TorchSharp that tells of calls, where hosts look for it.</summary>
    public string Rewritten => System.IO.Path.Combine(Servicing, "pkgs", Library, LibraryVersion, "lib", "TorchSharp.dll");

    /// <summary>What each process has written down.</summary>
    public IEnumerable<string> CallFiles => Directory.EnumerateFiles(Path, "*" + CallsEnding);

    /// <summary>Why processes write nothing down.</summary>
    public IEnumerable<string> Failures => Directory.EnumerateFiles(Path, "*" + FailureEnding).Select(File.ReadAllText).Distinct();

    internal string NewCalls() => Own(CallsEnding);

    internal void Fail(string cause)
    {
        try
        {
            File.WriteAllText(Own(FailureEnding), cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then there is no file of this process at all, which says as much.
        }
    }

    private string Own(string ending) => In(Guid.NewGuid().ToString("N") + ending);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
