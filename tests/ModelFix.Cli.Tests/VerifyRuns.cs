using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>Runs <c>modelfix verify</c> in a folder of the test's; one at a time, because each runs models on every processor.</summary>
[Collection("verify")]
public abstract class VerifyRuns : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Before(string body, string contract, string members = "", string constructor = "")
    {
        Folder.Write("Net.cs", ForwardSource.Of(body, contract, members, constructor));
        Commit();
    }

    private protected void After(
        string body,
        string contract,
        string members = "",
        string constructor = "") => Folder.Write("Net.cs", ForwardSource.Of(body, contract, members, constructor));

    private protected void Commit()
    {
        Command.Git(Folder.Path, "init", "-q").Succeeded();
        Command.Git(Folder.Path, "add", "-A").Succeeded();
        Command.Git(Folder.Path, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "before").Succeeded();
    }

    private protected (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = new Tool(output, error, Folder.Path).Run(arguments, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
