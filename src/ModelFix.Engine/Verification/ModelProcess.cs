using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModelFix.Engine.Native;

namespace ModelFix.Engine.Verification;

/// <summary>What a process that ran a model left behind.</summary>
/// <param name="Events">What it reported, in order.</param>
/// <param name="Stopped">Why it ended early, or null.</param>
/// <param name="Ended">Who ended it, where it ended early.</param>
internal sealed record ProcessResult(IReadOnlyList<RunEvent> Events, string? Stopped, Ended Ended);

/// <summary>How a process came to its end.</summary>
internal enum Ended
{
    /// <summary>It was finished, or at a limit of its memory.</summary>
    InTime,

    /// <summary>At the limit of its time.</summary>
    OutOfTime,

    /// <summary>By what it ran.</summary>
    ByItself,

    /// <summary>Something else killed it, which says nothing of what it ran.</summary>
    Killed,
}

/// <summary>
/// Runs a model in a child process with limits, so that a model that hangs, allocates or crashes cannot take the tool with it.
/// </summary>
internal static class ModelProcess
{
    /// <summary>The hidden command of the tool that runs a job.</summary>
    public const string Command = "run-model";

    /// <summary>What a process ends with that gets the signal that nobody can catch.</summary>
    private const int KilledCode = 128 + 9;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static ProcessResult Run(RunJob job, string folder, VerificationOptions options, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, "job.json");
        File.WriteAllText(file, JsonSerializer.Serialize(job, RunContext.Default.RunJob));
        File.WriteAllText(job.Results, "");
        var (stopped, ended) = Execute(Command, file, options, cancellation);
        var events = File
            .ReadLines(job.Results)
            .Where(l => l.EndsWith('}'))
            .Select(l => JsonSerializer.Deserialize(l, RunContext.Default.RunEvent)!)
            .ToList();
        return new ProcessResult(events, stopped, ended);
    }

    /// <summary>Runs a hidden command of the tool: why its process ended early, or null, and who ended it.</summary>
    public static (string? Stopped, Ended Ended) Execute(
        string command, string job, VerificationOptions options, CancellationToken cancellation)
    {
        var (kernels, limit) = (NativeTorch.RightKernels, options.Memory.ToString("X", CultureInfo.InvariantCulture));
        using var child = ChildProcess.Start(
            Host,
            ["exec", Path.Combine(AppContext.BaseDirectory, "modelfix.dll"), command, job],
            environment: new Dictionary<string, string?>
        {
            [kernels.Name] = Environment.GetEnvironmentVariable(kernels.Name) ?? kernels.Value,
            // Of managed memory; libtorch's own is watched from outside.
            ["DOTNET_GCHeapHardLimit"] = limit,
        });
        var process = child.Process;
        process.StandardInput.Close();
        var watch = Stopwatch.StartNew();
        while (!process.WaitForExit(Poll))
        {
            process.Refresh();
            var isLate = watch.Elapsed > options.Time;
            var reason = isLate
                ? string.Create(CultureInfo.InvariantCulture, $"it ran longer than {options.Time.TotalSeconds:0} s (--timeout)")
                : OwnMemory(process) > options.Memory ? OverMemory(options)
                : null;
            if (reason is null && !cancellation.IsCancellationRequested) continue;
            child.Kill();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return (reason, isLate ? Ended.OutOfTime : Ended.InTime);
        }

        if (process.ExitCode == 0) return (null, Ended.InTime);
        if (process.ExitCode == KilledCode && !OperatingSystem.IsWindows())
            return ("its process was killed, as a system does that runs out of memory; run again", Ended.Killed);
        // What the model prints is nobody's business; what the runtime says of a crash is.
        var said = child.Error;
        return said.Contains("OutOfMemory", StringComparison.Ordinal) || said.StartsWith("Out of memory", StringComparison.Ordinal)
            ? (OverMemory(options), Ended.InTime)
            : (string.Create(CultureInfo.InvariantCulture, $"its process ended with code {process.ExitCode} ({LastWords(said)})"),
                Ended.ByItself);
    }

    /// <summary>What a C++ exception that nothing catches says of itself, or else the first line.</summary>
    private static string LastWords(string said)
    {
        const string What = "what():";
        var lines = said.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        var at = lines.FindIndex(l => l.StartsWith(What, StringComparison.Ordinal));
        if (at < 0) return lines.FirstOrDefault() ?? "it says nothing";
        var own = lines[at][What.Length..].Trim();
        // What begins with an empty line begins after it.
        return own.Length > 0 ? own : lines.ElementAtOrDefault(at + 1) ?? "it says nothing";
    }

    /// <summary>
    /// The memory that a process has now for itself, in bytes; 0 where it has ended, which it may do at any moment. Linux tells it apart
    /// from the pages of mapped files, of which libtorch alone has hundreds of MB; elsewhere those count.
    /// </summary>
    private static long OwnMemory(Process process)
    {
        try
        {
            if (!OperatingSystem.IsLinux()) return process.WorkingSet64;
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status"))
                .Where(l =>
                    l.StartsWith("RssAnon:", StringComparison.Ordinal)
                        || l.StartsWith("RssShmem:", StringComparison.Ordinal)
                        || l.StartsWith("VmSwap:", StringComparison.Ordinal))
                .Sum(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            return 0;
        }
    }

    private static string OverMemory(VerificationOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"it needed more than {options.Memory >> 20} MiB of memory (--memory)");

    private static string Host => Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet"
        ? self
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
