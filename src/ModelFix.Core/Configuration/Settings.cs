using System.Collections.Immutable;
using ModelFix.Core.Targets;

namespace ModelFix.Core.Configuration;

/// <summary>Every setting, one row each: what is read, what is checked and what is documented comes from here.</summary>
internal static class Settings
{
    private static readonly SettingType ClassNames = new("class names", IsList: true, ImmutableArray<string>.Empty);

    public static readonly ImmutableArray<Setting> All = ImmutableArray.Create(
        new Setting(
            "modelfix_target",
            "target",
            SettingReach.File,
            new SettingType("targets", IsList: true, Target.Names.ToImmutableArray()),
            "The exporter or runtime that the models go to, or several. Rules are on where one has the problem, and rewrites use what all "
            + "take.")
        {
            Get = s => s.Target.Name.Split(',').Select(n => n.Trim()),
            With = (s, values) => values.IsEmpty ? s : s with { Target = Target.Of(values.Select(v => Target.Find(v)!).ToList()) },
        },
        new Setting(
            "modelfix_scope",
            JsonName: null,
            SettingReach.File,
            new SettingType("a scope", IsList: false, ImmutableArray.Create("exported", "all")),
            "Which code is looked at: `exported` is `forward` of a module and what it reaches; `all` is every method.")
        {
            Get = s => [s.WholeProgram ? "all" : "exported"],
            With = (s, values) => s with { WholeProgram = values[0] == "all" },
        },
        new Setting(
            "modelfix_exclude",
            "exclude",
            SettingReach.File,
            ClassNames,
            "Class names, with * for any text, that are never exported. A list takes the place of the default one.")
        {
            Get = s => s.Exclude,
            With = (s, values) => s with { Exclude = values },
        },
        new Setting(
            "modelfix_roots",
            "roots",
            SettingReach.Project,
            ClassNames,
            "Metadata names of the models; where there are any, only modules that they can contain count as exported.")
        {
            Get = s => s.Roots,
            With = (s, values) => s with { Roots = values },
        },
        new Setting(
            "modelfix_batched",
            "batched",
            SettingReach.Project,
            SettingType.Truth,
            "Whether inputs are batches: no convolution is given a single image, which has a dim less. Otherwise fixes that need it assume "
            + "it.")
        {
            Get = s => [s.IsBatched ? "true" : "false"],
            With = (s, values) => s with { IsBatched = values[0] == "true" },
        });

    /// <summary>The setting of a member of modelfix.json, or null.</summary>
    public static Setting? InJson(string name) => All.FirstOrDefault(s => s.JsonName == name);
}
