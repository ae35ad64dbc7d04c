using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Engine;
using ModelFix.Engine.Initialisation;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Recording;

namespace ModelFix.Cli;

/// <summary><c>modelfix init</c>: writes modelfix.json with the models of a project and what their layers demand of their inputs.</summary>
internal sealed class InitCommand(Request request, Session session)
{
    private const string FileName = "modelfix.json";

    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        foreach (var note in Notes.Of(projects, coverage).Concat(coverage.Missing.Select(m => m.Text)).Distinct())
            session.Error.WriteLine(note);
        var drafts = session.Progress.Run("Looking for models", null, begins => projects
            .Where(Coverage.IsLookedAt)
            .DistinctBy(p => p.Name)
            .Select(p =>
            {
                cancellation.ThrowIfCancellationRequested();
                begins(Session.Named(p.Title, request));
                return ProjectDraft.Of(p);
            })
            .OfType<ProjectDraft>()
            .ToList());
        if (drafts.All(d => d.Models.IsEmpty && d.Project.Json is null))
            throw new EngineException(
                string.Join(", ", request.Paths),
                "there is no exported model",
                "Name a project with a class that derives from torch.nn.Module and has a forward.");
        var run = Run(drafts, cancellation);
        if (run is not null) drafts = [.. drafts.Select(d => d.With(run.Calls))];
        foreach (var group in drafts.Where(d => !d.Models.IsEmpty || d.Project.Json is not null).GroupBy(PathOf))
            Write(group.Key, [.. group]);
        Settings(drafts[0].Project);
        session.Output.WriteLine();
        session.Output.WriteLine(
            run is not null && drafts.SelectMany(d => d.Models).All(m => m.Calls > 0)
                ? "Next: complete the inputs that were left out; then modelfix check."
                : "Next: complete the inputs, and write \"bindings\" where 32 is no size for verify to run a model with; "
                    + "then modelfix check.");
        return run is { ExitCode: not 0 } or { Failures.IsEmpty: false } ? ExitCodes.NotLoaded : coverage.ExitCode;
    }

    /// <summary>Runs the program that was given, if any.</summary>
    private RecordedRun? Run(List<ProjectDraft> drafts, CancellationToken cancellation)
    {
        var models = drafts.SelectMany(d => d.Models).Select(m => m.Type).Distinct().ToList();
        if (request.Program is not { } program) return null;
        var command = string.Join(' ', program);
        if (models.Count == 0)
        {
            session.Error.WriteLine($"{command} is not run: take out of {FileName} the models whose shapes it is to show.");
            return null;
        }

        session.Error.WriteLine($"Running {command}: what it prints follows.");
        var run = RecordedRun.Of(
            new UserProgram(program, request.Folder, session.Error),
            drafts.First(d => !d.Models.IsEmpty).Project.TorchSharpPath,
            models,
            cancellation);
        var ended = run.ExitCode == 0 ? "" : FormattableString.Invariant($"it ended with exit code {run.ExitCode}");
        if (run.Calls.IsEmpty) throw Uncalled(command, models, [.. run.Failures, ended]);
        foreach (var failure in run.Failures) session.Error.WriteLine($"modelfix: {failure}.");
        if (ended.Length > 0)
            session.Error.WriteLine(
                $"modelfix: {command}: {ended}. What it called before that is taken; where that is not all, mend it and run again.");
        return run;
    }

    private static EngineException Uncalled(string command, List<string> models, IEnumerable<string> reasons) => new(
        command,
        $"no call of {string.Join(", ", models)} was seen, and nothing was written"
            + string.Concat(reasons.Where(r => r.Length > 0).Select(r => $"; {r}")),
        "Name a .NET program that calls one of them, built for an installed .NET (not self-contained, trimmed or AOT).");

    /// <summary>The file that is in force, which a new one would hide, or the one to be written.</summary>
    private static string PathOf(ProjectDraft draft) => draft.Project.Json ?? Path.Combine(draft.Project.Folder, FileName);

    private void Write(string path, List<ProjectDraft> drafts)
    {
        var models = drafts.SelectMany(d => d.Models).DistinctBy(m => m.Type).ToList();
        var name = Session.Named(path, request);
        if (models.Count == 0)
        {
            session.Output.WriteLine($"{name} has all models.");
            return;
        }

        foreach (var model in models) Show(model);
        session.Output.WriteLine();
        if (!File.Exists(path))
        {
            ModelFixFile.Create(path, ModelFixText.New(models, request.Target?.Name));
            session.Output.WriteLine($"Written: {name}.");
        }
        else if (request.Merge && IsNamed(path))
        {
            var before = ModelFixFile.Read(path);
            ModelFixFile.Replace(path, before, ModelFixText.Merged(before, models));
            session.Output.WriteLine($"Added to \"models\" of {name}; all else there is as it was.");
        }
        else
        {
            session.Output.WriteLine($"{name} is there already and was not changed. {HowToMerge(path)} Missing in its \"models\":");
            session.Output.WriteLine(ModelFixText.Entries(models, "    "));
        }

        Doubts(models, isNew: !drafts.Any(d => d.Project.Json is not null));
    }

    private string HowToMerge(string path) => IsNamed(path)
        ? "--merge adds what is missing."
        : "It stands outside of what was named: name its folder with --merge, or add what is missing by hand.";

    /// <summary>True for a file that may be written: one in a folder that was named, itself and no link.</summary>
    private bool IsNamed(string path) => new FileInfo(path).LinkTarget is null && request.Paths
        .Select(p => Directory.Exists(p) ? p : Path.GetDirectoryName(p)!)
        .Any(f => path.StartsWith(Path.TrimEndingDirectorySeparator(f) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    private void Show(ModelDraft model)
    {
        var line = FormattableString.Invariant($"line {model.Line}");
        session.Output.WriteLine($"{model.Type} ({Session.Named(model.File, request)}, {line})");
        if (model.Calls == 0)
            session.Output.WriteLine(
                model.IsOverriding
                    ? "  The program did not call it: this is what its layers demand."
                    : "  Calls of its forward, which overrides none of TorchSharp's, are not seen: this is what its layers demand.");
        foreach (var input in model.Inputs)
            session.Output.WriteLine($"  {input.Name}: {string.Join(", ", new[] { input.Shape, input.Note }.OfType<string>())}");
        if (!model.Arguments.IsEmpty)
            session.Output.WriteLine(
                $"  Its constructor needs {string.Join(", ", model.Arguments.Select(a => $"{a.Name} ({a.Type})"))}: for verify to run it, "
                    + $"write \"arguments\": {{ \"{model.Arguments[0].Name}\": … }} beside \"inputs\".");
    }

    /// <summary>What was written because it is usual, and not because the code shows it.</summary>
    private void Doubts(List<ModelDraft> models, bool isNew)
    {
        if (models.SelectMany(m => m.Inputs).Any(i => i.IsBatched))
            session.Output.WriteLine(
                "Inputs of convolutions are taken for batches" + (isNew ? ", as \"batched\": true says" : "")
                    + ". Delete what says so if a model is given single images, which have a dim less.");
        if (models.Any(m => m.Calls > 0))
            session.Output.WriteLine(
                "Sizes that were the same in every call are written as numbers, but for the batch, which the first of several dims is "
                    + "taken for. Write names for those that vary elsewhere.");
        if (models.Any(m => m.Calls > 0 ? m.Bindings.Any(b => char.IsDigit(b.Name[^1])) : m.Inputs.Count(i => i.Shape is not null) > 1))
            session.Output.WriteLine("Sizes of several inputs have names of their own: give those one name that are always the same.");
    }

    private void Settings(LoadedProject project)
    {
        var target = request.Target ?? project.Settings.Target;
        var suggestions = RuleCatalog.Descriptors.Where(r => r.SeverityFor(target) == DiagnosticSeverity.Info).ToList();
        session.Output.WriteLine();
        session.Output.WriteLine("For .editorconfig, where builds and editors are to say something else than this:");
        session.Output.WriteLine("[*.cs]");
        session.Output.WriteLine("# The exporter or runtime that the models go to: modelfix targets lists them.");
        session.Output.WriteLine($"modelfix_target = {target.Name}");
        if (suggestions.Count == 0) return;
        session.Output.WriteLine("# What only bloats the graph: warning shows it in builds, none turns it off.");
        foreach (var rule in suggestions) session.Output.WriteLine($"dotnet_diagnostic.{rule.Id}.severity = suggestion");
    }
}
