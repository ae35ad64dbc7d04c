using System.ComponentModel;
using System.Diagnostics;

namespace ModelFix.Engine.Recording;

/// <summary>A program of the user's, which runs as long as it takes; what it prints is passed on.</summary>
/// <param name="command">The program and its arguments, unquoted.</param>
/// <param name="folder">Where it runs.</param>
/// <param name="printed">Where it prints to.</param>
internal sealed class UserProgram(IReadOnlyList<string> command, string folder, TextWriter printed)
{
    /// <summary>How long what it printed is waited for: what it leaves behind may keep the pipe open.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly Lock _turn = new();

    /// <summary>Runs it, and gives its exit code.</summary>
    /// <param name="environment">Variables that it gets besides its caller's.</param>
    /// <param name="cancellation">Ends it and all that it started.</param>
    /// <exception cref="EngineException">It does not start.</exception>
    public int Run(IEnumerable<KeyValuePair<string, string?>> environment, CancellationToken cancellation)
    {
        using var process = Started(environment);
        using var stop = cancellation.Register(() => Kill(process));
        var printing = Task.WhenAll(Pass(process.StandardOutput), Pass(process.StandardError));
        process.WaitForExitAsync(CancellationToken.None).GetAwaiter().GetResult();
        printing.Wait(Rest, CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode;
    }

    private Process Started(IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new EngineException(
                command[0],
                $"the program does not start ({e.Message})",
                "Behind --run stand the program and its arguments, each by itself: --run dotnet run --project App.",
                ExitCodes.WrongUsage);
        }
    }

    private async Task Pass(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            lock (_turn)
            {
                printed.Write(buffer, 0, read);
                printed.Flush();
            }
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }
}
