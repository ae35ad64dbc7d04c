using System.Collections.Immutable;

namespace ModelFix.Core.Configuration;

/// <summary>How far a value of .editorconfig reaches.</summary>
internal enum SettingReach
{
    /// <summary>The files that the section is about.</summary>
    File,

    /// <summary>The whole project, since it speaks of how its classes are used together.</summary>
    Project,
}

/// <summary>The values that a setting takes: one, or several that .editorconfig separates by commas and modelfix.json lists.</summary>
/// <param name="Description">What they are, as documentation says it: "class names".</param>
/// <param name="IsList">True for several.</param>
/// <param name="Known">Those that there are; empty where any text is one.</param>
internal sealed record SettingType(string Description, bool IsList, ImmutableArray<string> Known)
{
    /// <summary>True or false, which JSON has as values of their own.</summary>
    public static readonly SettingType Truth = new("true or false", IsList: false, ImmutableArray.Create("false", "true"));

    /// <summary>The values in a text of .editorconfig.</summary>
    public ImmutableArray<string> In(string text) => IsList
        ? text.Split(',').Select(v => v.Trim()).Where(v => v.Length > 0).ToImmutableArray()
        : ImmutableArray.Create(text);

    /// <summary>The first value that is none; null where all are.</summary>
    public string? Unknown(IEnumerable<string> values) => Known.IsEmpty ? null : values.FirstOrDefault(v => !Known.Contains(v));
}

/// <summary>One thing that a project can say: where it says it, which values there are, and what it means.</summary>
/// <param name="Key">The key in .editorconfig.</param>
/// <param name="JsonName">The member of modelfix.json; null where only .editorconfig has it.</param>
/// <param name="Reach">How far a value of .editorconfig reaches; modelfix.json is always about the project.</param>
/// <param name="Type">The values.</param>
/// <param name="Documentation">What it means, as sentences for a user.</param>
internal sealed record Setting(string Key, string? JsonName, SettingReach Reach, SettingType Type, string Documentation)
{
    /// <summary>The values in settings.</summary>
    public Func<ModelSettings, IEnumerable<string>> Get { get; init; } = _ => [];

    /// <summary>Settings with other values, all of which are known.</summary>
    public Func<ModelSettings, ImmutableArray<string>, ModelSettings> With { get; init; } = (settings, _) => settings;
}
