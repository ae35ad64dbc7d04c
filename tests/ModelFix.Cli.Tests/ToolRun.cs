using ModelFix.Cli.Terminals;

namespace ModelFix.Cli.Tests;

/// <summary>The tool in the process of the tests.</summary>
internal static class ToolRun
{
    public static (int Exit, string Output, string Error) In(string folder, params string[] arguments) =>
        On(Terminal.None, folder, arguments);

    public static (int Exit, string Output, string Error) On(Terminal terminal, string folder, params string[] arguments) =>
        Run(terminal, input: null, folder, arguments);

    /// <summary>The tool with a person who answers its questions, one line each.</summary>
    public static (int Exit, string Output, string Error) Answered(string[] answers, string folder, params string[] arguments) =>
        Run(Terminal.None, string.Concat(answers.Select(a => a + "\n")), folder, arguments);

    private static (int Exit, string Output, string Error) Run(Terminal terminal, string? input, string folder, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var answers = input is null ? null : new StringReader(input);
        var exit = new Tool(output, error, folder, terminal, answers).Run(arguments, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
