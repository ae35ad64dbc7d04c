using ModelFix.Cli.Terminals;

namespace ModelFix.Cli.Tests;

/// <summary>The tool in the process of the tests.</summary>
internal static class ToolRun
{
    public static (int Exit, string Output, string Error) In(string folder, params string[] arguments) =>
        On(Terminal.None, folder, arguments);

    public static (int Exit, string Output, string Error) On(Terminal terminal, string folder, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = new Tool(output, error, folder, terminal).Run(arguments, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
