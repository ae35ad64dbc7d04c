using System.CommandLine;
using ModelFix.Cli.Terminals;
using ModelFix.Core.Configuration;
using ModelFix.Engine;

namespace ModelFix.Cli;

/// <summary>The <c>modelfix</c> command, with its streams and working directory given, so that tests run it in their own process.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="folder">The working directory.</param>
/// <param name="terminal">What the streams are connected to; null for no terminal.</param>
/// <param name="input">Where a person answers; null where nobody does.</param>
internal sealed class Tool(TextWriter output, TextWriter error, string folder, Terminal? terminal = null, TextReader? input = null)
{
    private static readonly string[] Commands =
        ["check", "fix", "verify", "shapes", "baseline", "init", "export", "explain", "rules", "targets",
            .. ChildCommands.Names];

    private readonly Terminal _terminal = terminal ?? Terminal.None;

    public int Run(string[] arguments, CancellationToken cancellation)
    {
        var (own, program) = Split(arguments);
        var options = new Options { Program = program };
        var root = CommandTree(options, cancellation);
        var parsed = root.Parse(WithDefaultCommand(own));
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) error.WriteLine($"modelfix: {problem.Message}");
            foreach (var near in parsed.UnmatchedTokens.Select(t => Nearest(t, parsed)).OfType<string>().Take(1)) error.WriteLine(near);
            error.WriteLine("modelfix --help lists the commands and options.");
            return ExitCodes.WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (EngineException e)
        {
            error.WriteLine($"modelfix: {(parsed.GetValue(options.Verbose) ? e.ToString() : e.Message)}");
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("modelfix: stopped; nothing was written.");
            return ExitCodes.Cancelled;
        }
#pragma warning disable CA1031 // The last resort of a command line: a defect is reported without a stack trace unless one is asked for.
        catch (Exception e) when (!parsed.GetValue(options.Verbose))
        {
            error.WriteLine(
                $"modelfix: {e.GetType().Name}: {e.Message}. This is a defect of ModelFix; run again with --verbose and report it. "
                    + "Nothing was written.");
            return ExitCodes.NotLoaded;
        }
#pragma warning restore CA1031
    }

    /// <summary>The commands and options, for documentation.</summary>
    public static Command CommandLine() =>
        new Tool(TextWriter.Null, TextWriter.Null, folder: "").CommandTree(new Options(), CancellationToken.None);

    private RootCommand CommandTree(Options options, CancellationToken cancellation)
    {
        var check = new Command("check", "Report findings (the default command).") { options.Paths };
        foreach (var option in options.Shared.Concat([options.FindingsFormat, options.NoBaseline])) check.Add(option);
        check.SetAction(parsed => Run(options.Read(parsed, folder), (r, s) => new CheckCommand(r, s).Run(cancellation)));

        var fix = new Command(
            "fix",
            "Migrate in place: checked by recompiling, written atomically.") { options.Paths,
                options.Diff,
                options.Patch,
                options.Interactive,
                options.CommitPerRule,
                options.Assume,
                options.AllowDirty,
                options.AllowNoVcs,
                options.Verify,
                options.NoBaseline };
        foreach (var option in options.Shared.Concat(options.Running).Append(options.FindingsFormat)) fix.Add(option);
        fix.SetAction(parsed => Run(options.Read(parsed, folder), (r, s) => new FixCommand(r, s).Run(cancellation)));

        var verify = new Command(
            "verify",
            "Run the models before and after the migration on the same weights and inputs, and compare. The project's code runs with your "
                + "rights.") { options.Paths,
                options.Since,
                options.Assume,
                options.NoExport };
        foreach (var option in options.Shared.Concat(options.Running).Append(options.VerificationFormat)) verify.Add(option);
        verify.SetAction(parsed => Run(options.Read(parsed, folder), (r, s) => new VerifyCommand(r, s).Run(cancellation)));

        var shapes = new Command(
            "shapes",
            "Show the inferred shape of every tensor in exported code, and where knowledge ends; with --observed beside what libtorch "
                + "gives.") { options.Paths, options.Observed };
        foreach (var option in options.Showing) shapes.Add(option);
        shapes.SetAction(parsed => Run(options.Read(parsed, folder), (r, s) => new ShapesCommand(r, s).Run(cancellation)));

        var baseline = new Command(
            "baseline",
            "Accept today's findings into modelfix-baseline.json; later runs report only new ones.") { options.Paths };
        foreach (var option in options.Finding) baseline.Add(option);
        baseline.SetAction(parsed => Run(options.Read(parsed, folder), (r, s) => new BaselineCommand(r, s).Run(cancellation)));

        var init = new Command(
            "init",
            "Write modelfix.json: the models, and what their layers demand of their inputs; with --run, what a program calls them with.") {
                options.Paths,
                options.Merge,
                options.Runs };
        foreach (var option in options.Initialising) init.Add(option);
        init.SetAction(parsed => Run(options.Read(parsed, folder), (r, s) => new InitCommand(r, s).Run(cancellation)));

        var export = new Command(
            "export",
            "Write models as ONNX or TorchScript, run what was written and compare. The project's code runs with your rights.")
        { options.Models };
        foreach (var option in options.Exporting) export.Add(option);
        export.SetAction(parsed => Run(options.Read(parsed, folder), (r, s) => new ExportCommand(r, s).Run(cancellation)));

        var rule = new Argument<string>("RULE") { Description = "The rule's id, for example MFX1001." };
        var explain = new Command("explain", "Show a rule's page.") { rule };
        explain.SetAction(parsed => Catalogue.Explain(parsed.GetValue(rule)!, output, _terminal));
        var rules = new Command("rules", "List the rules.");
        rules.SetAction(_ => Catalogue.Rules(output));
        var targets = new Command("targets", "List the targets and the rules that are on for each.");
        targets.SetAction(_ => Catalogue.Targets(output));

        var root = new RootCommand(
            "Makes TorchSharp models exportable by rewriting their source into code that computes the same numbers. Looking at a folder "
                + "runs none of its code. Opening a project or solution evaluates its MSBuild files and runs its source generators, and "
                + "verify, fix --verify, export and shapes --observed run its models, and init --run the program that it is given, all "
                + "with your rights.") { check,
                fix,
                verify,
                shapes,
                baseline,
                init,
                export,
                explain,
                rules,
                targets };
        foreach (var child in ChildCommands.All) root.Add(child);
        root.Add(options.Verbose);
        return root;
    }

    private int Run(Request request, Func<Request, Session, int> command)
    {
        var session = new Session(output, error, _terminal, new RunProgress(error, _terminal, request.ShowsProgress)) { Input = input };
        var exit = command(request, session);
        if (request.IsVerbose) Statistics.Write(error, session.Progress.Phases, request.Rules);
        return exit;
    }

    /// <summary>The commands and options that a mistyped word may have meant, as a question; null where none is near.</summary>
    private static string? Nearest(string mistyped, ParseResult parsed) => DidYouMean(
        mistyped,
        mistyped.StartsWith('-')
            ? Options.NamesIn(parsed.CommandResult.Command)
            : parsed.RootCommandResult.Command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));

    /// <summary>The names nearest to a mistyped one, as a question; null where none is near.</summary>
    public static string? DidYouMean(string mistyped, IEnumerable<string> names) =>
        NearestNames.Of(mistyped, names) is { Count: > 0 } near
            ? $"Did you mean {string.Join(" or ", near.Select(n => $"\"{n}\""))}?"
            : null;

    /// <summary>What is the tool's, and the program that stands behind --run, with its own options; -- may stand between.</summary>
    private static (string[] Own, string[] Program) Split(string[] arguments)
    {
        var run = Array.IndexOf(arguments, Options.RunName) is >= 0 and var at ? at + 1 : arguments.Length;
        var program = arguments[run..];
        return (arguments[..run], program is ["--", ..] ? program[1..] : program);
    }

    /// <summary>
    /// <c>modelfix src/</c> is <c>modelfix check src/</c>; a word that is neither a command nor a path is left to be refused.
    /// </summary>
    private string[] WithDefaultCommand(string[] arguments)
    {
        if (arguments.Length == 0) return ["check"];
        var first = arguments[0];
        if (Commands.Contains(first) || first is "--help" or "-h" or "-?" or "--version") return arguments;
        var isPath = first.Contains('/') || first.Contains('\\') || first.Contains('.') || Path.Exists(Path.Combine(folder, first));
        return first.StartsWith('-') || isPath ? ["check", .. arguments] : arguments;
    }
}
