using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix verify</c> on models that cannot be run: they are not verified, and the reason is said.</summary>
public sealed class NotVerifiedTests : VerifyRuns
{
    [Theory]
    [InlineData("while (true) { x = x + 1; }", "--timeout", "15", "it ran longer than 15 s (--timeout)")]
    [InlineData(
        "var all = new List<Tensor>(); while (true) all.Add(torch.ones(new long[] { 1024, 1024 }));",
        "--memory",
        "300",
        "it needed more than 300 MiB of memory (--memory)")]
    [InlineData(
        "var all = new List<long[]>(); while (true) all.Add(new long[1 << 20]);",
        "--memory",
        "300",
        "it needed more than 300 MiB of memory (--memory)")]
    public void A_model_without_bounds_is_stopped(string body, string option, string value, string message)
    {
        Folder.Write("Net.cs", ForwardSource.Of(body, "[N, 3]"));

        var (exit, output, _) = Run("verify", option, value);

        Assert.Equal(1, exit);
        Assert.Contains("stop  runs before: ", output);
        Assert.Contains(message, output);
    }

    [Theory]
    [InlineData("return x;", null, "", "the shape of x is not known: state it in the doc comment of forward")]
    [InlineData("return x;", "[N, 3]", "private readonly Linear fc; public Net(int size) : this() { fc = Linear(size, 3); }", null)]
    [InlineData(
        "return x.matmul(torch.ones(new long[] { 4, 5 }));",
        "[N, 3]",
        "",
        "its process ended with code 134 (mat1 and mat2 shapes cannot be multiplied (3x3 and 4x5))")]
    [InlineData("return x.reshape(7, 7);", "[N, 3]", "", "ExternalException: shape '[7, 7]' is invalid for input of size 9 at ")]
    [InlineData("return x.unheard_of(4);", "[N, 16]", "", "CS1061")]
    [InlineData("throw new InvalidOperationException(\"no weights yet\");", "[N, 3]", "", "InvalidOperationException: no weights yet at ")]
    [InlineData(
        "if (x.dim() != 4) Environment.Exit(0); return x.squeeze(1);",
        "[N, 3]",
        "",
        "its process ended before any output was compared")]
    public void What_cannot_be_run_is_not_verified_and_says_why(string body, string? contract, string members, string? reason)
    {
        Folder.Write("Net.cs", ForwardSource.Of(body, contract, members));

        var (exit, output, _) = Run("verify");

        // A name that does not bind leaves a part of the model that was not looked at.
        Assert.Equal(reason is null ? 0 : reason == "CS1061" ? 3 : 1, exit);
        Assert.Contains(reason is null ? "1 equal" : "Net: not verified: ", output);
        Assert.Contains(reason ?? "ok    outputs equal", output);
        Assert.Equal(reason == "CS1061" ? 3 : 0, Run("verify", "--exit-zero").Exit);
    }
}
