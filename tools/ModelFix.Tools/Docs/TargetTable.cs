using ModelFix.Analyzers;
using ModelFix.Core.Targets;

namespace ModelFix.Tools.Docs;

/// <summary>The targets, and the rules that are on for each.</summary>
internal static class TargetTable
{
    public static string Text() => Documentation.Table(
        ["Target", "Part of portable", "Rules"],
        Target.All.Prepend(Target.Portable)
            .Select(t => (IReadOnlyList<string>)[$"`{t.Name}`", Target.Portable.Members.Contains(t) ? "yes" : "", Rules(t)]));

    private static string Rules(Target target) =>
        string.Join(", ", RuleCatalog.Descriptors.Where(r => r.IsOnFor(target)).Select(r => $"[{r.Id}](rules/{r.Id}.md)"));
}
