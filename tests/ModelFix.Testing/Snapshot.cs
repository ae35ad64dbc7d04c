using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace ModelFix.Testing;

/// <summary>
/// Compares text with a file beside the test, named as the Verify package names it: <c>Type.Method_case.verified.cs</c>.
/// A text that differs is written as <c>.received.cs</c>, to be looked at and renamed.
/// </summary>
public static class Snapshot
{
    public static void Match(string actual, string @case = "", [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var stem = Path.Combine(
            Path.GetDirectoryName(file)!,
            Path.GetFileNameWithoutExtension(file) + "." + method + (@case.Length > 0 ? "_" + @case : ""));
        var verified = stem + ".verified.cs";
        var received = stem + ".received.cs";
        var text = Lines(actual);
        var expected = File.Exists(verified) ? File.ReadAllText(verified, Encoding.UTF8) : null;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail(expected is null
            ? $"No snapshot yet. Look at {received} and rename it to {Path.GetFileName(verified)}:\n{text}"
            : $"Differs from {Path.GetFileName(verified)}; received:\n{text}");
    }

    /// <summary>
    /// The code as it was, then its findings, one a comment line, with the code after the fixes and the files that they added.
    /// </summary>
    internal static string Of(RuleRun run)
    {
        var after = new StringBuilder();
        foreach (var finding in run.Findings)
        {
            var at = finding.Location.GetLineSpan().StartLinePosition;
            after.Append("// ").Append(finding.Rule.Id).Append(" (").Append(at.Line + 1).Append(',').Append(at.Character + 1).Append(") ")
                .Append(finding.Safety).Append(' ').Append(finding.Equality).Append(": ").Append(finding.Message).Append('\n');
            foreach (var fix in finding.Fixes) after.Append("//   fix: ").Append(fix.TitleFor(finding)).Append('\n');
        }

        after.Append(Lines(run.AfterText));
        foreach (var (name, added) in run.Added) after.Append("// ==== ").Append(name).Append('\n').Append(added.Replace("\r\n", "\n"));
        return Of(run.BeforeText, after.ToString());
    }

    /// <summary>Both versions, each below a comment line that says which it is.</summary>
    public static string Of(string before, string after) => $"// before\n{Lines(before)}\n// after\n{Lines(after)}";

    private static string Lines(string text) => text.Replace("\r\n", "\n").TrimEnd('\n') + "\n";
}
