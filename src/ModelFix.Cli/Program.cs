using ModelFix.Cli.Terminals;

namespace ModelFix.Cli;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            cancellation.Cancel();
        };
        return new Tool(Console.Out, Console.Error, Directory.GetCurrentDirectory(), Terminal.Here(Environment.GetEnvironmentVariable))
            .Run(arguments, cancellation.Token);
    }
}
