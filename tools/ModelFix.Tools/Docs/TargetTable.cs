using ModelFix.Analyzers;
using ModelFix.Core.Targets;

namespace ModelFix.Tools.Docs;

/// <summary>What becomes of each rule's pattern on each target.</summary>
internal static class TargetTable
{
    public static string Text() => Documentation.Table(
        [
            "Rule",
            Cell(Target.Portable),
            .. Target.All.Select(t => Cell(t) + (Target.Portable.Members.Contains(t) ? " *" : "")),
        ],
        RuleCatalog.Descriptors.Select(r => (IReadOnlyList<string>)
        [
            $"[{r.Id}](rules/{r.Id}.md) {r.Title}",
            .. Target.All.Prepend(Target.Portable).Select(t => Word(r.Hostility.On(t))),
        ]));

    private static string Cell(Target target) => $"`{target.Name}`";

    private static string Word(Effect? effect) => effect switch
    {
        Effect.Bloats => "bloated",
        Effect.Refuses => "refused",
        Effect.Miscomputes => "**wrong**",
        _ => "",
    };
}
