using System.Collections.Immutable;

namespace ModelFix.Core.Configuration;

/// <summary>
/// A file, and what .editorconfig says of it: the value of a key, or null where no section that is about the file sets it.
/// </summary>
internal sealed record ConfiguredFile(string Path, Func<string, string?> Options)
{
    /// <summary>The value of a setting's key, null where it says nothing.</summary>
    public string? this[Setting setting] => Options(setting.Key)?.Trim() is { Length: > 0 } value ? value : null;
}

/// <summary>
/// Puts a project's settings together from .editorconfig (the keys of <see cref="Settings"/>) and modelfix.json. Where both speak,
/// modelfix.json wins: it stands next to the models and says more.
/// </summary>
/// <remarks>A list replaces the list that was there before, the default one too.</remarks>
internal static class ModelSettingsReader
{
    private const string EditorConfig = ".editorconfig";

    /// <param name="files">The project's files. What the first one says also holds for files that are added.</param>
    /// <param name="jsonText">The text of modelfix.json, or null where there is none.</param>
    /// <param name="jsonPath">The path of modelfix.json, for messages.</param>
    /// <param name="errors">What is wrong; the settings leave it out.</param>
    public static ModelSettings Read(
        IEnumerable<ConfiguredFile> files,
        string? jsonText,
        string? jsonPath,
        out ImmutableArray<ConfigurationError> errors)
    {
        var found = ImmutableArray.CreateBuilder<ConfigurationError>();
        var given = files.ToList();
        var whole = OfProject(given, found);
        var alike = given.GroupBy(Said).Select(g => (Files: g, Settings: OfFile(whole, g.First(), found))).ToList();
        if (jsonText is not null)
        {
            var inJson = ImmutableArray.CreateBuilder<ConfigurationError>();
            whole = Json(whole, inJson);
            found.AddRange(inJson);
            alike = alike.ConvertAll(a => (a.Files, Json(a.Settings, inJson)));
        }

        errors = found.Distinct().ToImmutableArray();
        var first = alike.Count == 0 ? whole : alike[0].Settings;
        var others = ImmutableDictionary.CreateBuilder<string, FileSettings>(StringComparer.Ordinal);
        foreach (var (group, settings) in alike.Skip(1))
            foreach (var file in group) others[file.Path] = settings;
        return first with { Files = others.Count == 0 ? first.Files : others.ToImmutable() };

        ModelSettings Json(ModelSettings settings, ImmutableArray<ConfigurationError>.Builder mistakes) =>
            ModelFixJson.Apply(jsonText, jsonPath ?? "modelfix.json", settings, mistakes);
    }

    /// <summary>What holds for the whole project: said of any file of it, and of none otherwise.</summary>
    private static ModelSettings OfProject(List<ConfiguredFile> files, ImmutableArray<ConfigurationError>.Builder errors)
    {
        var settings = ModelSettings.Default;
        foreach (var setting in Settings.All.Where(s => s.Reach == SettingReach.Project))
        {
            var said = files.Where(f => f[setting] is not null).GroupBy(f => f[setting]!).ToList();
            if (said.Count == 0) continue;
            settings = With(settings, setting, said[0].Key, errors);
            if (said.Count == 1) continue;
            errors.Add(new ConfigurationError(
                EditorConfig,
                0,
                0,
                $"{setting.Key} is {said[0].Key} for {Path.GetFileName(said[0].First().Path)} and {said[1].Key} for "
                + $"{Path.GetFileName(said[1].First().Path)}, and holds for a whole project",
                "Say it once, in a section for all its files"));
        }

        return settings;
    }

    private static ModelSettings OfFile(ModelSettings settings, ConfiguredFile file, ImmutableArray<ConfigurationError>.Builder errors) =>
        Settings.All
            .Where(s => s.Reach == SettingReach.File && file[s] is not null)
            .Aggregate(settings, (before, setting) => With(before, setting, file[setting]!, errors));

    /// <summary>What tells files of which the same is said from others.</summary>
    private static string Said(ConfiguredFile file) =>
        string.Join("\n", Settings.All.Where(s => s.Reach == SettingReach.File).Select(s => file[s]));

    private static ModelSettings With(
        ModelSettings settings,
        Setting setting,
        string text,
        ImmutableArray<ConfigurationError>.Builder errors)
    {
        var values = setting.Type.In(text);
        if (setting.Type.Unknown(values) is not { } unknown) return setting.With(settings, values);
        errors.Add(new ConfigurationError(
            EditorConfig, 0, 0, $"{setting.Key} = {unknown}: there is no such value", NearestNames.Suggestion(
                unknown,
                setting.Type.Known)));
        return settings;
    }
}
