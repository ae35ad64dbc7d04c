using System.Diagnostics;
using Xunit;

namespace ModelFix.Testing;

/// <summary>What a program that was run printed, and its exit code.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }
}

/// <summary>Runs programs for tests that need a whole process.</summary>
public static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs the dotnet command in a folder and waits for it.</summary>
    public static CommandResult Dotnet(string folder, params string[] arguments) => Run("dotnet", folder, arguments);

    /// <summary>Runs git, which knows no configuration but the folder's.</summary>
    public static CommandResult Git(string folder, params string[] arguments) => Run("git", folder, arguments);

    /// <summary>Builds or packs a project of the repository, as whoever built the tests does.</summary>
    public static CommandResult DotnetInRepository(
        string folder,
        params string[] arguments) => Run("dotnet", folder, arguments, OwnHome.GiveUsers);

    public static CommandResult Run(
        string program,
        string folder,
        params string[] arguments) => Run(program, folder, arguments, OwnHome.Give);

    private static CommandResult Run(string program, string folder, string[] arguments, Action<IDictionary<string, string?>> give)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the test host sets for itself must not reach the build that is tested.
        foreach (var inherited in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        give(start.Environment);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(Limit), $"{program} {string.Join(' ', arguments)} did not end within {Limit}");
        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
