using System.Diagnostics;
using System.Text;

namespace ModelFix.Engine;

/// <summary>
/// A program that was started: what it prints is read while it runs, so that it never waits for a reader, and it ends with all that it
/// started.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ChildProcess(Process process)
    {
        Process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public Process Process { get; }

    /// <summary>What it printed, once it has ended.</summary>
    public string Output => _output.GetAwaiter().GetResult();

    /// <summary>What it said on the side, once it has ended.</summary>
    public string Error => _error.GetAwaiter().GetResult();

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="folder">Where it runs; null for here.</param>
    /// <param name="environment">Variables that it gets besides its caller's; null for one that is taken away.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It does not start: it is not installed.</exception>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IEnumerable<KeyValuePair<string, string?>>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment ?? [])
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Starts the dotnet command. A test host or another build must not lend it its own MSBuild.</summary>
    public static ChildProcess Dotnet(
        IEnumerable<string> arguments,
        string folder,
        IEnumerable<KeyValuePair<string, string?>>? environment = null)
    {
        var inherited = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .Select(k => KeyValuePair.Create(k, (string?)null));
        return Start("dotnet", arguments, folder, inherited.Concat(environment ?? []));
    }

    /// <summary>Waits until it has ended, and gives its exit code.</summary>
    /// <param name="input">What it reads, if anything.</param>
    /// <param name="cancellation">Ends it.</param>
    public int Wait(string input = "", CancellationToken cancellation = default)
    {
        using var stop = cancellation.Register(Kill);
        Process.StandardInput.Write(input);
        Process.StandardInput.Close();
        Process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return Process.ExitCode;
    }

    /// <summary>Ends it and all that it started.</summary>
    public void Kill()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
    }

    public void Dispose() => Process.Dispose();
}
