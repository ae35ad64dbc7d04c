using ModelFix.Analyzers;

namespace ModelFix.Tools.Docs;

/// <summary>
/// What a rule's page has from the code: its title, the line below it, and the targets. What else it says is written by hand.
/// </summary>
internal static class RulePage
{
    private const string Targets = "\n## Targets\n\n";

    public static Document With(Document page, RuleDescriptor rule)
    {
        var lines = page.Text.Split('\n');
        if (lines.Length < 4 || !lines[0].StartsWith("# ", StringComparison.Ordinal)
            || !lines[2].StartsWith("Severity: ", StringComparison.Ordinal))
            throw new ToolException($"{page.Path} does not begin with a title, an empty line and a line that begins with Severity:");
        lines[0] = $"# {rule.Id}: {rule.Title}";
        lines[2] = $"Severity: {RuleTables.Severity(rule)} · Category: {rule.Category} · Fix: {RuleTables.Fixes(rule)}";
        return page with { Text = WithTargets(string.Join('\n', lines), rule) };
    }

    /// <summary>
    /// The page with the targets of the rule as the first paragraph of their section; a page without the section stays as it is.
    /// </summary>
    private static string WithTargets(string page, RuleDescriptor rule)
    {
        var section = page.IndexOf(Targets, StringComparison.Ordinal);
        if (section < 0) return page;
        var start = section + Targets.Length;
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal);
        return page[..start] + string.Join(", ", rule.Hostility.TargetNames) + page[end..];
    }
}
