using Spectre.Console;

namespace ModelFix.Cli.Terminals;

/// <summary>What the streams of a run are connected to. Redirected into a file or a pipe they get plain lines, as they do in CI.</summary>
/// <param name="ShowsOutput">True where standard output is read by a person as it is written.</param>
/// <param name="ShowsError">True where standard error is.</param>
/// <param name="HasColors">False where <c>NO_COLOR</c> asks for none.</param>
/// <param name="Width">The columns of a line.</param>
internal sealed record Terminal(bool ShowsOutput, bool ShowsError, bool HasColors, int Width)
{
    /// <summary>Where no stream is a terminal.</summary>
    public static readonly Terminal None = new(false, false, false, 80);

    /// <summary>Whether escape sequences are understood; null where that is to be found out.</summary>
    public bool? HasEscapes { get; init; }

    /// <summary>The terminal that this process runs in.</summary>
    public static Terminal Here(Func<string, string?> variable)
    {
        var isPlain = variable("CI") is { Length: > 0 } || variable("TERM") == "dumb";
        return new Terminal(
            !isPlain && !Console.IsOutputRedirected,
            !isPlain && !Console.IsErrorRedirected,
            variable("NO_COLOR") is not { Length: > 0 },
            Math.Max(40, WindowWidth()));
    }

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            // On Windows there is no window where standard output is redirected.
            return None.Width;
        }
    }

    /// <summary>A console on a stream that is a terminal.</summary>
    public IAnsiConsole On(TextWriter stream)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = HasEscapes switch { true => AnsiSupport.Yes, false => AnsiSupport.No, null => AnsiSupport.Detect },
            ColorSystem = HasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(stream),
        });
        console.Profile.Width = Width;
        return console;
    }
}
