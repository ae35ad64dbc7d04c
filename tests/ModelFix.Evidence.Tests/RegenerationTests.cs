using System.Diagnostics;
using ModelFix.Testing;

namespace ModelFix.Evidence.Tests;

/// <summary>
/// The committed exports are what PyTorch and ONNX Runtime answer, and the pages show them; skipped, with the reason, where they are not
/// there.
/// </summary>
public sealed class RegenerationTests
{
    /// <summary>The exit code of regenerate.sh where PyTorch cannot be installed.</summary>
    private const int NothingChecked = 3;

    private static readonly Lazy<Task<(int ExitCode, string Text)>> Checked = new(Check);

    [SkippableFact]
    public async Task PyTorch_answers_what_is_committed()
    {
        var (exitCode, text) = await Checked.Value;
        Skip.If(exitCode == NothingChecked, text);
        Assert.True(exitCode == 0, text);
    }

    [SkippableFact]
    public async Task ONNX_Runtime_answers_what_is_committed()
    {
        var (exitCode, text) = await Checked.Value;
        Skip.If(text.Contains("NOT CHECKED", StringComparison.Ordinal), text);
        Assert.True(exitCode == 0, text);
    }

    private static async Task<(int ExitCode, string Text)> Check()
    {
        if (Environment.GetEnvironmentVariable("MODELFIX_ORACLE") != "install" && !await HasTorch())
            return (NothingChecked,
                "NOT CHECKED: the exports, because PyTorch is not installed. tests/oracle/regenerate.sh --check installs it, and so does " +
                "this test with MODELFIX_ORACLE=install.");

        return await Run("bash", Path.Combine(Repository.Root, "tests", "oracle", "regenerate.sh"), "--check");
    }

    private static async Task<bool> HasTorch()
    {
        const string Python = "/usr/bin/python3";
        return File.Exists(Python) && (await Run(Python, "-c", "import numpy, onnx, torch")).ExitCode == 0;
    }

    private static async Task<(int ExitCode, string Text)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await complained + await said);
    }
}
