using System.Diagnostics;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// ONNX's own checker, with strict shape inference, in Debian's python3-onnx; where it is not there the tests that ask it are skipped with
/// the cause, but not in CI.
/// </summary>
internal static class OnnxChecker
{
    private const string Python = "/usr/bin/python3";

    // Another test installs packages too, perhaps at the same time.
    private const string Install =
        "flock /tmp/modelfix-apt.lock sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive "
        + "apt-get install -y -qq --no-install-recommends python3-onnx' 2>&1 | tail -5";

    private const string Program = """
        import sys, onnx
        for path in sys.argv[1:]:
            opset = onnx.load(path, load_external_data=False).opset_import[0].version
            if opset > onnx.defs.onnx_opset_version(): continue
            try: onnx.checker.check_model(path, full_check=True)
            except Exception as e: print(path, str(e).replace("\n", " "))
            else: print("valid", path)
        """;

    private static readonly Lazy<string?> Missing = new(() =>
    {
        if (HasOnnx()) return null;
        var isAsked = Environment.GetEnvironmentVariable("MODELFIX_ORACLE") == "install";
        var said = isAsked ? Said("bash", "-c", Install) : "";
        if (HasOnnx()) return null;
        Assert.False(isAsked, $"python3-onnx could not be installed: {said}");
        return "NOT CHECKED: that the files are valid ONNX, because python3-onnx is not there. Install it with apt-get, or run this test "
            + "as root with MODELFIX_ORACLE=install.";
    });

    /// <summary>True where the checker can be asked, and in CI, where it must.</summary>
    public static bool IsHere => Missing.Value is null;

    /// <summary>Fails for files that are not valid; files of operator sets that the checker does not know are not looked at.</summary>
    public static void AssertValid(IReadOnlyCollection<string> files)
    {
        Skip.If(Missing.Value is not null, Missing.Value);

        var lines = Said(Python, ["-c", Program, .. files]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(lines);
        var complaints = lines.Where(l => !l.StartsWith("valid ", StringComparison.Ordinal)).ToList();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    private static bool HasOnnx() => File.Exists(Python) && Said(Python, "-c", "import onnx; print('here')").Trim() == "here";

    private static string Said(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complained = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said + (process.ExitCode == 0 ? "" : complained.Result);
    }
}
