using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ModelFix.Benchmarks.Repository;

/// <summary>
/// Runs the tool on a generated repository as a user does, each command in a process of its own, beside other builds of the tool and ast-
/// grep.
/// </summary>
internal sealed class ToolComparison
{
    private const int Files = 500;
    private const int Rounds = 3;

    private readonly List<(string Tool, string Program, string[] Arguments)> _tools;

    /// <param name="tools">modelfix.dll of each build; the others are given as ratios of the first.</param>
    public ToolComparison(IEnumerable<string> tools)
    {
        _tools = [.. tools.Select(dll => (Path.GetRelativePath(Environment.CurrentDirectory, dll), "dotnet", new[] { dll }))];
    }

    /// <summary>Runs all commands and writes the table.</summary>
    public void Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("modelfix-repository");
        try
        {
            var (mixed, clean) = (Path.Combine(folder.FullName, "mixed"), Path.Combine(folder.FullName, "clean"));
            GeneratedRepository.Write(mixed, Files);
            GeneratedRepository.Write(clean, Files, isClean: true);
            output.WriteLine("| command | tool | wall | cpu | wall ratio | cpu ratio |");
            output.WriteLine("|---|---|---|---|---|---|");
            Compare("check, nothing to find", ["check", clean, "--no-progress"], output);
            Compare("check", ["check", mixed, "--no-progress"], output);
            Compare("fix --diff", ["fix", "--diff", mixed, "--no-progress"], output);
            if (!HasAstGrep()) return;
            var searched = Measure("ast-grep", ["run", "--lang", "cs", "--pattern", "$X.squeeze($$$A)", mixed]);
            Write("one pattern", "ast-grep", searched, null, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Each round runs every build once, so that what else the machine does hits all of them; the least of the rounds counts.
    /// </summary>
    private void Compare(string command, string[] arguments, TextWriter output)
    {
        var rounds = Enumerable.Range(0, Rounds)
            .Select(_ => _tools.Select(t => Measure(t.Program, [.. t.Arguments, .. arguments])).ToList())
            .ToList();
        var least = Enumerable.Range(0, _tools.Count)
            .Select(i => (Wall: rounds.Min(r => r[i].Wall), Cpu: rounds.Min(r => r[i].Cpu)))
            .ToList();
        for (var i = 0; i < _tools.Count; i++) Write(command, _tools[i].Tool, least[i], least[0], output);
    }

    private static void Write(
        string command, string tool, (double Wall, double Cpu) taken, (double Wall, double Cpu)? first, TextWriter output)
    {
        var invariant = CultureInfo.InvariantCulture;
        var ratios = first is { } to ? string.Create(invariant, $"{taken.Wall / to.Wall:F2} | {taken.Cpu / to.Cpu:F2}") : " | ";
        output.WriteLine(string.Create(invariant, $"| {command} | {tool} | {taken.Wall:F1} s | {taken.Cpu:F1} s | {ratios} |"));
    }

    /// <exception cref="InvalidOperationException">The command failed.</exception>
    private static (double Wall, double Cpu) Measure(string program, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var read = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var cpu = TimeSpan.Zero;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20))) cpu = UsedBy(process) ?? cpu;

        var texts = read.GetAwaiter().GetResult();
        // 1: there are findings.
        if (process.ExitCode is not (0 or 1))
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {texts[1]}");
        return (watch.Elapsed.TotalSeconds, cpu.TotalSeconds);
    }

    /// <summary>The processor time so far; null for a process that has ended, which no longer says it.</summary>
    private static TimeSpan? UsedBy(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private static bool HasAstGrep() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(p => File.Exists(Path.Combine(p, "ast-grep")));
}
