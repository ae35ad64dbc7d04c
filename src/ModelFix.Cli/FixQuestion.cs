using System.Globalization;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Cli.Terminals;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>
/// Asks a person about a fix, on standard error, so that a report can be redirected: shows the finding, its code and the difference.
/// </summary>
internal sealed class FixQuestion(Request request, Session session, CancellationToken cancellation)
{
    private readonly HashSet<string> _skippedRules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _skippedFiles = new(StringComparer.Ordinal);
    private bool _isRest;
    private bool _wantsRest;

    /// <summary>The place of the fix to make; null for none.</summary>
    public int? Ask(Finding finding)
    {
        var (rule, file) = (finding.Rule.Id, finding.Node.SyntaxTree.FilePath);
        if (_skippedRules.Contains(rule) || _skippedFiles.Contains(file)) return null;
        if (_isRest) return _wantsRest && IsMadeUnasked(finding) ? 0 : null;
        Show(finding);
        while (true)
        {
            switch (Answer(finding))
            {
                case "y" when finding.Fixes.Length == 1:
                    return 0;
                case { } number when IsFix(number, finding, out var fix):
                    return fix;
                case "n":
                    return null;
                case "a":
                    (_isRest, _wantsRest) = (true, true);
                    return IsMadeUnasked(finding) ? 0 : null;
                case "r":
                    _skippedRules.Add(rule);
                    return null;
                case "f":
                    _skippedFiles.Add(file);
                    return null;
                case "q" or null:
                    _isRest = true;
                    return null;
                default:
                    session.Error.WriteLine($"Answer with one of: {Answers(finding)}.");
                    break;
            }
        }
    }

    /// <summary>Whoever wants all wants what a run makes that asks nobody.</summary>
    private bool IsMadeUnasked(Finding finding) => finding.IsApplicable(request.Assume);

    private static bool IsFix(string answer, Finding finding, out int fix)
    {
        var isNumber = int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        fix = number - 1;
        return isNumber && finding.Fixes.Length > 1 && fix >= 0 && fix < finding.Fixes.Length;
    }

    private void Show(Finding finding)
    {
        session.Error.WriteLine();
        var terminal = session.Terminal.ShowsError ? session.Terminal : session.Terminal with { HasEscapes = false };
        new TerminalReport(terminal.On(session.Error)).Write(new Outcome(finding, Fixed: false, Reason: null), request.Folder);
        for (var i = 0; i < finding.Fixes.Length; i++)
        {
            var number = finding.Fixes.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{i + 1}. ");
            session.Error.WriteLine($"{number}{finding.Fixes[i].TitleFor(finding)}");
            Show(finding.Fixes[i]);
        }
    }

    private void Show(Fix fix)
    {
        foreach (var (tree, text) in FixRound.NewTexts([fix]).OrderBy(t => t.Key.FilePath, StringComparer.Ordinal))
            session.Error.Write(UnifiedDiff.Of(
                Session.Named(tree.FilePath, request).Replace('\\', '/'), tree.GetText().ToString(), text.ToString()));
        foreach (var file in fix.AddedFiles) session.Error.WriteLine($"adds {file.Name}");
    }

    /// <summary>The answer in small letters; null where there is no more input.</summary>
    private string? Answer(Finding finding)
    {
        session.Error.Write($"{(finding.Fixes.Length == 1 ? "Make this fix" : "Which fix")}? {Answers(finding)}: ");
        session.Error.Flush();
        // A terminal that waits for a line is left where the run is stopped.
        var line = Task.Run(session.Input!.ReadLine, cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();
        return line?.Trim().ToLowerInvariant();
    }

    private static string Answers(Finding finding)
    {
        var yes = finding.Fixes.Length == 1
            ? "y (yes)"
            : string.Create(CultureInfo.InvariantCulture, $"1 to {finding.Fixes.Length}");
        return $"{yes}, n (no), a (all), r (skip this rule), f (skip this file), q (quit, write what was chosen)";
    }
}
