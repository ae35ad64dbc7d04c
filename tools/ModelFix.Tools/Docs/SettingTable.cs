using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;

namespace ModelFix.Tools.Docs;

/// <summary>The settings: where each is said, its values, and what it means.</summary>
internal static class SettingTable
{
    public static string Text() => Documentation.Table(
        [".editorconfig", "modelfix.json", "Values", "Default", "Counts for", "What it says"],
        Settings.All.Select(Row));

    private static IReadOnlyList<string> Row(Setting setting) =>
    [
        $"`{setting.Key}`",
        setting.JsonName is null ? "" : $"`\"{setting.JsonName}\"`",
        Values(setting),
        Default(setting),
        Reach(setting),
        setting.Documentation,
    ];

    private static string Values(Setting setting)
    {
        if (setting.Type.Known.SequenceEqual(Target.Names)) return "[targets](targets.md), separated by commas";
        return setting.Type.Known.IsEmpty
            ? setting.Type.Description + (setting.Type.IsList ? ", separated by commas" : "")
            : string.Join(", ", setting.Type.Known.Select(v => $"`{v}`"));
    }

    private static string Default(Setting setting) =>
        setting.Get(ModelSettings.Default).ToList() is { Count: > 0 } values ? $"`{string.Join(", ", values)}`" : "none";

    private static string Reach(Setting setting) => setting.Reach == SettingReach.File ? "the files of its section" : "the whole project";
}
