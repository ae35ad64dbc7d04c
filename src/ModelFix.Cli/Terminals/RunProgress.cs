using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelFix.Cli.Terminals;

/// <summary>
/// The phases of a run: on a terminal a bar on standard error with counts and what is being worked on, otherwise nothing; how long each
/// took is kept.
/// </summary>
/// <param name="error">Standard error.</param>
/// <param name="terminal">What it is connected to.</param>
/// <param name="isAsked">False with <c>--no-progress</c>.</param>
internal sealed class RunProgress(TextWriter error, Terminal terminal, bool isAsked)
{
    private readonly List<(string Name, TimeSpan Time)> _phases = [];
    private IAnsiConsole? _console;

    /// <summary>The phases that were run and how long each took.</summary>
    public IReadOnlyList<(string Name, TimeSpan Time)> Phases => _phases;

    /// <summary>Runs a phase.</summary>
    /// <param name="name">What is done: "Loading".</param>
    /// <param name="count">How many steps it has; null where that is not known.</param>
    /// <param name="work">The work, which says before each step what it works on.</param>
    public T Run<T>(string name, int? count, Func<Action<string>, T> work)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return isAsked && terminal.ShowsError ? Shown(name, count, work) : work(_ => { });
        }
        finally
        {
            // What is done for one thing after the other is one phase.
            if (_phases is [.., var last] && last.Name == name) _phases[^1] = (name, last.Time + watch.Elapsed);
            else _phases.Add((name, watch.Elapsed));
        }
    }

    /// <summary>Counts parts of the phase that was run last as phases of their own.</summary>
    public void Split(params ReadOnlySpan<(string Name, TimeSpan Time)> parts)
    {
        var (whole, left) = _phases[^1];
        foreach (var part in parts) left -= part.Time;
        _phases[^1] = (whole, left);
        _phases.AddRange(parts);
    }

    /// <summary>Writes a line to standard error, above the bar where there is one.</summary>
    public void Say(string line)
    {
        if (_console is { } console) console.WriteLine(line);
        else error.WriteLine(line);
    }

    private T Shown<T>(string name, int? count, Func<Action<string>, T> work)
    {
        _console = terminal.On(error);
        try
        {
            // Without escape sequences a bar would be a line for each step.
            if (!_console.Profile.Capabilities.Ansi) return work(_ => { });
            var columns = new List<ProgressColumn> { new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left } };
            if (count is not null) columns.AddRange([new ProgressBarColumn { Width = 24 }, new CountColumn()]);
            return _console.Progress().AutoClear(true).Columns([.. columns]).Start(context =>
            {
                var task = context.AddTask(name, maxValue: count ?? 1);
                task.IsIndeterminate = count is null;
                var begun = 0;
                return work(what =>
                {
                    if (count is not null) task.Value = begun++;
                    task.Description = Markup.Escape($"{name} {what}");
                });
            });
        }
        finally
        {
            _console = null;
        }
    }

    /// <summary>How many steps are done, of how many.</summary>
    private sealed class CountColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:0}/{task.MaxValue:0}"));
    }
}
