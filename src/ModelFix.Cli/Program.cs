using System.Runtime.InteropServices;
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
        // What ends a container, or a job, is not to leave a model running either.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            cancellation.Cancel();
        });
        var terminal = Terminal.Here(Environment.GetEnvironmentVariable);
        var input = Console.IsInputRedirected ? null : Console.In;
        return new Tool(Console.Out, Console.Error, Directory.GetCurrentDirectory(), terminal, input).Run(arguments, cancellation.Token);
    }
}
