using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ModelFix.Engine.Verification;

/// <summary>What a process that ran a model left behind.</summary>
/// <param name="Events">What it reported, in order.</param>
/// <param name="Stopped">Why it ended early, or null.</param>
internal sealed record ProcessResult(IReadOnlyList<RunEvent> Events, string? Stopped);

/// <summary>Runs a model in a child process with limits, so that a model that hangs, allocates or crashes cannot take the tool with it.</summary>
internal static class ModelProcess
{
    /// <summary>The hidden command of the tool that runs a job.</summary>
    public const string Command = "run-model";

    /// <summary>The hidden command of the tool that tries a TorchSharp assembly's native library.</summary>
    public const string ProbeCommand = "probe-engine";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static ProcessResult Run(RunJob job, string folder, VerificationOptions options, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, "job.json");
        File.WriteAllText(file, JsonSerializer.Serialize(job, RunContext.Default.RunJob));
        File.WriteAllText(job.Results, "");
        var stopped = Execute(file, options, cancellation);
        var events = File.ReadLines(job.Results).Where(l => l.EndsWith('}')).Select(l => JsonSerializer.Deserialize(l, RunContext.Default.RunEvent)!).ToList();
        return new ProcessResult(events, stopped);
    }

    /// <summary>Why a TorchSharp assembly's native library does not load, or null.</summary>
    public static string? Probe(string torchSharp)
    {
        using var process = Process.Start(Tool(ProbeCommand, torchSharp))!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : (said + error.GetAwaiter().GetResult()).Split('\n').Select(l => l.Trim()).First(l => l.Length > 0);
    }

    /// <summary>Why the process ended early, or null.</summary>
    private static string? Execute(string job, VerificationOptions options, CancellationToken cancellation)
    {
        var start = Tool(Command, job);
        start.Environment["DOTNET_GCHeapHardLimit"] = options.Memory.ToString("X", CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        // What the model prints is nobody's business; what the runtime says of a crash is.
        _ = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var watch = Stopwatch.StartNew();
        while (!process.WaitForExit(Poll))
        {
            process.Refresh();
            var reason = watch.Elapsed > options.Time ? string.Create(CultureInfo.InvariantCulture, $"it ran longer than {options.Time.TotalSeconds:0} s (--timeout)")
                : WorkingSet(process) > options.Memory ? OverMemory(options)
                : null;
            if (reason is null && !cancellation.IsCancellationRequested) continue;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return reason;
        }

        if (process.ExitCode == 0) return null;
        var said = error.GetAwaiter().GetResult().Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0) ?? "";
        return said.Contains("OutOfMemory", StringComparison.Ordinal) || said.StartsWith("Out of memory", StringComparison.Ordinal)
            ? OverMemory(options)
            : string.Create(CultureInfo.InvariantCulture, $"its process ended with code {process.ExitCode} ({said})");
    }

    /// <summary>The memory that a process has now, in bytes; 0 where it has ended, which it may do at any moment.</summary>
    private static long WorkingSet(Process process)
    {
        try
        {
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private static string OverMemory(VerificationOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"it needed more than {options.Memory >> 20} MiB of memory (--memory)");

    private static ProcessStartInfo Tool(string command, string argument) => new(Host, ["exec", Path.Combine(AppContext.BaseDirectory, "modelfix.dll"), command, argument])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static string Host => Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet"
        ? self
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
