using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using ModelFix.Analyzers;
using ModelFix.Core.Configuration;
using ModelFix.Core.Contracts;
using ModelFix.Core.Targets;
using ModelFix.Core.Values;
using ModelFix.Engine;
using ModelFix.Engine.Export;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>The options of check and fix, as declared to the parser.</summary>
internal sealed class Options
{
    /// <summary>What stands before a program and its arguments, which are none of the tool's.</summary>
    public const string RunName = "--run";

    private const string FormatName = "--format";

    /// <summary>The program that stands behind <see cref="RunName"/>, and its arguments.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    public Argument<string[]> Paths { get; } = new("PATHS")
    {
        Description = "Folders, .cs files, .csproj, .sln or .slnx; the current folder by default.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<bool> Diff { get; } = new("--diff") { Description = "Show a unified diff on standard output and write nothing." };
    public Option<string?> Patch { get; } = new("--patch") { Description = "Write a patch for git apply to a file, and nothing else." };
    public Option<bool> Interactive { get; } = new(
        "--interactive") { Description = "Show each fix and ask whether to make it, also those to choose from." };
    public Option<bool> CommitPerRule { get; } = new(
        "--commit-per-rule") { Description = "Make a git commit of what each rule changes, in the order of their ids." };
    public Option<bool> Assume { get; } = new("--assume") { Description = "Also make the fixes that hold under a stated assumption." };
    public Option<bool> AllowDirty { get; } = new(
        "--allow-dirty") { Description = "Fix files although the work tree has uncommitted changes." };
    public Option<bool> AllowNoVcs { get; } = new("--allow-no-vcs") { Description = "Fix files that are not under version control." };
    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show how long phases and rules take, and stack traces.",
        Recursive = true,
    };

    public Option<bool> Verify { get; } = new(
        "--verify") { Description = "Run the models before and after, with your rights, and take back what changes their outputs." };
    public Option<bool> Merge { get; } = new(
        "--merge") { Description = "Add the missing models to a modelfix.json that is there already." };
    public Option<bool> Runs { get; } = new(RunName)
    {
        Description = "Run the program that all that follows names, with your rights, and take the shapes that it calls the models with: "
            + "--run dotnet run --project App.",
    };
    public Option<string> FindingsFormat { get; } = Format(ReportFormats.OfFindings);
    public Option<string> VerificationFormat { get; } = Format(ReportFormats.OfVerification);
    private Option<string> ShapesFormat { get; } = Format(ReportFormats.OfShapes);

    public Argument<string[]> Models { get; } = new("MODELS")
    {
        Description = "Names of models, and folders, projects or solutions to look for them in; by default all of the current folder.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private Option<int> Opset { get; } = new("--opset")
    {
        Description = $"The version of ONNX's operator set, {ExportOptions.LeastOpset} to {ExportOptions.GreatestOpset}.",
        DefaultValueFactory = _ => ExportOptions.UsualOpset,
    };
    private Option<string> ModelFormat { get; } = new Option<string>(FormatName)
    {
        Description = "onnx or torchscript; the latter is a .pt file for torch.jit.load.",
        DefaultValueFactory = _ => "onnx",
    }.AcceptOnlyFromAmong("onnx", "torchscript");
    private Option<string?> Weights { get; } = new(
        "--weights") { Description = "A file of weights, as Module.save writes it; without one the model has those of its constructor." };
    private Option<string[]> Inputs { get; } = new("--inputs")
    {
        Description = "Shapes of inputs, before those that the project states: --inputs \"image=float32[N, 3, 224, 224]\".",
        AllowMultipleArgumentsPerToken = true,
    };
    private Option<string?> Create { get; } = new("--create")
    {
        Description = "The C# expression that makes the one model: --create \"new Net(64, torch.CPU)\".",
    };
    public Option<bool> Fix { get; } = new("--fix") { Description = "Export the models as migrated; the sources stay as they are." };

    public Option<bool> NoExport { get; } = new(
        "--no-export") { Description = "Do not export both versions of the models and run them in ONNX Runtime." };

    /// <summary>The options of export, besides its own.</summary>
    public IEnumerable<Option> Exporting =>
        [ModelFormat, Opset, Weights, Inputs, Create, Fix, Assume, TargetName, .. Reading, .. Running];

    public Option<string?> Since { get; } = new(
        "--since") { Description = "Compare the work tree with a git revision instead of with its migration." };

    public Option<bool> Observed { get; } = new("--observed")
    {
        Description = "Run the models, with your rights, and show beside each inferred shape what libtorch gives there.",
    };

    private Option<int> Timeout { get; } = Positive(
        "--timeout", "Seconds that the runs of one model may take.", (int)VerificationOptions.Default.Time.TotalSeconds);
    private Option<int> Memory { get; } = Positive(
        "--memory", "MiB of memory that running a model may take.", (int)(VerificationOptions.Default.Memory >> 20));
    private Option<double?> Tolerance { get; } = new(
        "--tolerance") { Description = "The largest difference, relative to the largest output, that counts as equal." };
    private Option<string[]> Rules { get; } = new("--rules") { Description = "Only these rules, by id or prefix: MFX1001,MFX11." };
    private Option<string?> TargetName { get; } = new(
        "--target") { Description = "The exporter or runtime, as 'modelfix targets' lists them; several with commas." };
    private Option<string[]> Reference { get; } = new(
        "--reference") { Description = "An assembly to bind folders against: TorchSharp.dll, or another that they use." };
    private Option<string?> Output { get; } = new(
        "--output") { Description = "Write the report to a file; export: the file or folder of the model." };
    private Option<string> Severity { get; } = new Option<string>("--severity")
    {
        Description = "warning: what a target refuses or computes differently. info: also what only bloats the graph.",
        DefaultValueFactory = _ => "warning",
    }.AcceptOnlyFromAmong("warning", "info");
    public Option<bool> NoBaseline { get; } = new(
        "--no-baseline") { Description = "Report also the findings that modelfix-baseline.json accepts." };
    private Option<bool> ExitZero { get; } = new("--exit-zero") { Description = "Exit with 0 although findings remain." };
    private Option<bool> NoProgress { get; } = new("--no-progress") { Description = "No progress display." };

    public IEnumerable<Option> Shared => [Rules, TargetName, Severity, .. Reading, ExitZero];

    /// <summary>The options of everything that reads projects and writes a report.</summary>
    public IEnumerable<Option> Reading => [Reference, Output, NoProgress];

    /// <summary>The options that say what is found.</summary>
    public IEnumerable<Option> Finding => [Rules, TargetName, Severity, Reference, NoProgress];

    /// <summary>The options of init, besides its own.</summary>
    public IEnumerable<Option> Initialising => [TargetName, Reference, NoProgress];

    /// <summary>The options of shapes, besides its own.</summary>
    public IEnumerable<Option> Showing => [.. Reading, Timeout, Memory, ShapesFormat];

    /// <summary>The options of everything that runs models.</summary>
    public IEnumerable<Option> Running => [Timeout, Memory, Tolerance];

    public Options()
    {
        Opset.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var opset)
                || opset is < ExportOptions.LeastOpset or > ExportOptions.GreatestOpset))
                result.AddError($"--opset takes a number from {ExportOptions.LeastOpset} to {ExportOptions.GreatestOpset}.");
        });
        Runs.Validators.Add(result =>
        {
            if (!result.Implicit && Program.Count == 0)
                result.AddError("behind --run stand a program and its arguments, after all else: --run dotnet run.");
        });
        RefuseOptions(Paths);
        RefuseOptions(Models);
    }

    /// <summary>What begins like an option is a mistyped one, and no path.</summary>
    private static void RefuseOptions(Argument<string[]> argument) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => t.Value.StartsWith("--", StringComparison.Ordinal)))
        {
            var near = result.Parent is CommandResult { Command: var command } ? Tool.DidYouMean(token.Value, NamesIn(command)) : null;
            result.AddError(
                $"there is no option {token.Value} here. {near ?? $"A path that begins with -- is written ./{token.Value}."}");
        }
    });

    /// <summary>The options that a command takes.</summary>
    public static IEnumerable<string> NamesIn(Command command) => command.Options
        .Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive))
        .Select(o => o.Name);

    /// <exception cref="EngineException">A rule or target that does not exist.</exception>
    public Request Read(ParseResult parsed, string folder) => new()
    {
        Paths = PathsIn(parsed, folder) is { Count: > 0 } paths ? paths : [folder],
        Models = [.. (parsed.GetValue(Models) ?? []).Where(m => !IsPath(m, folder))],
        Folder = folder,
        Rules = parsed.GetValue(Verbose)
            ? TimedRule.Of(SelectedRules(parsed.GetValue(Rules) ?? []))
            : SelectedRules(parsed.GetValue(Rules) ?? []),
        IsVerbose = parsed.GetValue(Verbose),
        // What is asked would stand in its way.
        ShowsProgress = !parsed.GetValue(NoProgress) && !parsed.GetValue(Interactive),
        Target = parsed.GetValue(TargetName) is { } name ? SelectedTarget(name) : null,
        References = [.. (parsed.GetValue(Reference) ?? []).Select(r => Path.GetFullPath(r, folder))],
        Format = parsed.GetValue<string>(FormatName) ?? ReportFormats.Text,
        Output = parsed.GetValue(Output) is { } file ? Path.GetFullPath(file, folder) : null,
        ShowsSuggestions = parsed.GetValue(Severity) == "info",
        ExitZero = parsed.GetValue(ExitZero),
        NoBaseline = parsed.GetValue(NoBaseline),
        Interactive = parsed.GetValue(Interactive),
        CommitPerRule = parsed.GetValue(CommitPerRule),
        Diff = parsed.GetValue(Diff),
        Patch = parsed.GetValue(Patch) is { } patch ? Path.GetFullPath(patch, folder) : null,
        Assume = parsed.GetValue(Assume),
        AllowDirty = parsed.GetValue(AllowDirty),
        AllowNoVcs = parsed.GetValue(AllowNoVcs),
        Verify = parsed.GetValue(Verify),
        Merge = parsed.GetValue(Merge),
        Program = parsed.GetValue(Runs) ? Program : null,
        Since = parsed.GetValue(Since),
        IsObserved = parsed.GetValue(Observed),
        NoExport = parsed.GetValue(NoExport),
        IsMigrated = parsed.GetValue(Fix),
        Export = new ExportOptions(
            parsed.GetValue(Opset),
            parsed.GetValue(Weights) is { } weights ? Path.GetFullPath(weights, folder) : null,
            parsed.GetValue(Tolerance) ?? ExportOptions.UsualTolerance)
        {
            Inputs = (parsed.GetValue(Inputs) ?? []).Select(Shape).ToImmutableDictionary(StringComparer.Ordinal),
            Create = parsed.GetValue(Create),
            Format = parsed.GetValue(ModelFormat) == "torchscript" ? ExportFormat.TorchScript : ExportFormat.Onnx,
        },
        Verification = new VerificationOptions(
            TimeSpan.FromSeconds(parsed.GetValue(Timeout)),
            (long)parsed.GetValue(Memory) << 20,
            parsed.GetValue(Tolerance)),
    };

    private static KeyValuePair<string, ParameterContract> Shape(string given) =>
        given.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            && ContractText.Parse(given[(at + 1)..], out var unreadable) is { IsTooLarge: false } contract && unreadable is null
            ? KeyValuePair.Create(given[..at].Trim(), contract)
            : throw new EngineException(
                "--inputs",
                $"{given} is no shape of an input",
                "Write name=float32[N, 3, 224, 224], or name=([N, 3], [N, 4]) for a tuple or list.",
                ExitCodes.WrongUsage);

    private List<string> PathsIn(ParseResult parsed, string folder) => [.. (parsed.GetValue(Paths) ?? [])
        .Concat((parsed.GetValue(Models) ?? []).Where(m => IsPath(m, folder)))
        .Select(p => Path.GetFullPath(p, folder))];

    /// <summary>What is not there and looks like a path is refused as one.</summary>
    private static bool IsPath(string named, string folder) =>
        Path.Exists(Path.GetFullPath(named, folder)) || named.Contains('/') || named.Contains('\\')
            || Path.GetExtension(named) is ".csproj" or ".sln" or ".slnx" or ".cs";

    private static Option<string> Format<T>(IReadOnlyList<IReportFormat<T>> formats)
    {
        string[] names = [.. formats.Select(f => f.Name)];
        return new Option<string>(FormatName)
        {
            Description = $"{string.Join(", ", names[..^1])} or {names[^1]}.",
            DefaultValueFactory = _ => ReportFormats.Text,
        }.AcceptOnlyFromAmong(names);
    }

    private static Option<int> Positive(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number <= 0))
                result.AddError($"{name} takes a number above 0.");
        });
        return option;
    }

    private static ImmutableArray<Rule> SelectedRules(string[] asked)
    {
        var names = asked.SelectMany(a => a.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        if (names.Count == 0) return RuleCatalog.Rules;
        foreach (var name in names.Where(n => !RuleCatalog.Descriptors.Any(r => r.Id.StartsWith(n, StringComparison.Ordinal))))
            throw new EngineException(
                "--rules",
                $"there is no rule {name}",
                NearestNames.Suggestion(name, RuleCatalog.Descriptors.Select(r => r.Id)),
                ExitCodes.WrongUsage);
        return RuleCatalog.Rules.Only(r => names.Any(n => r.Id.StartsWith(n, StringComparison.Ordinal)));
    }

    private static Target SelectedTarget(string names)
    {
        var targets = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Target.Find(name) ?? throw new EngineException(
                "--target", $"there is no target {name}", NearestNames.Suggestion(name, Target.Names), ExitCodes.WrongUsage))
            .ToList();
        return targets.Count > 0
            ? Target.Of(targets)
            : throw new EngineException("--target", "it names no target", "Name one that 'modelfix targets' lists.", ExitCodes.WrongUsage);
    }
}
