using ModelFix.Analyzers;
using ModelFix.Cli.Terminals;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Engine;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary><c>modelfix rules</c>, <c>targets</c> and <c>explain</c>: what the tool knows, offline.</summary>
internal static class Catalogue
{
    public static int Rules(TextWriter output)
    {
        foreach (var rule in RuleCatalog.Descriptors) output.WriteLine($"{rule.Id}  {rule.Title}");
        return ExitCodes.Done;
    }

    public static int Targets(TextWriter output)
    {
        foreach (var target in Target.All.Prepend(Target.Portable))
            output.WriteLine(
                $"{target.Name,-13} {string.Join(" ", RuleCatalog.Descriptors.Where(r => r.IsOnFor(target)).Select(r => r.Id))}".TrimEnd());
        return ExitCodes.Done;
    }

    /// <exception cref="EngineException">There is no such rule.</exception>
    public static int Explain(string name, TextWriter output, Terminal terminal)
    {
        var id = name.ToUpperInvariant();
        var ids = RuleCatalog.Documented.Select(r => r.Id).ToList();
        if (!ids.Contains(id))
            throw new EngineException("explain", $"there is no rule {name}", NearestNames.Suggestion(id, ids), ExitCodes.WrongUsage);
        if (terminal.ShowsOutput) new MarkdownPage(terminal.On(output)).Write(RulePages.Of(id));
        else output.Write(RulePages.Of(id));
        return ExitCodes.Done;
    }
}
