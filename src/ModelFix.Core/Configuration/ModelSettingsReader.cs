using System.Collections.Immutable;
using ModelFix.Core.Targets;

namespace ModelFix.Core.Configuration;

/// <summary>
/// Puts a project's settings together from .editorconfig (<c>modelfix_target</c>, <c>modelfix_scope</c>, <c>modelfix_exclude</c>,
/// <c>modelfix_roots</c>) and modelfix.json. Where both speak, modelfix.json wins: it stands next to the models and says more.
/// </summary>
/// <remarks>A list replaces the list that was there before, the default one too.</remarks>
internal static class ModelSettingsReader
{
    private const string EditorConfig = ".editorconfig";
    private static readonly string[] Scopes = ["exported", "all"];

    /// <param name="editorconfig">The value of an .editorconfig key, or null where no file sets it.</param>
    /// <param name="jsonText">The text of modelfix.json, or null where there is none.</param>
    /// <param name="jsonPath">The path of modelfix.json, for messages.</param>
    /// <param name="errors">What is wrong; the settings leave it out.</param>
    public static ModelSettings Read(
        Func<string, string?> editorconfig,
        string? jsonText,
        string? jsonPath,
        out ImmutableArray<ConfigurationError> errors)
    {
        var found = ImmutableArray.CreateBuilder<ConfigurationError>();
        var settings = FromEditorConfig(editorconfig, found);
        if (jsonText is not null) settings = ModelFixJson.Apply(jsonText, jsonPath ?? "modelfix.json", settings, found);
        errors = found.ToImmutable();
        return settings;
    }

    private static ModelSettings FromEditorConfig(Func<string, string?> editorconfig, ImmutableArray<ConfigurationError>.Builder errors)
    {
        var settings = ModelSettings.Default;
        if (Given("modelfix_target") is { } name)
        {
            if (Target.Find(name) is { } target) settings = settings with { Target = target };
            else errors.Add(Unknown("modelfix_target", name, Target.Names));
        }

        if (Given("modelfix_scope") is { } scope)
        {
            if (Scopes.Contains(scope)) settings = settings with { WholeProgram = scope == "all" };
            else errors.Add(Unknown("modelfix_scope", scope, Scopes));
        }

        if (Given("modelfix_exclude") is { } exclude) settings = settings with { Exclude = List(exclude) };
        if (Given("modelfix_roots") is { } roots) settings = settings with { Roots = List(roots) };
        return settings;

        string? Given(string key) => editorconfig(key)?.Trim() is { Length: > 0 } value ? value : null;
    }

    private static ConfigurationError Unknown(string key, string value, IEnumerable<string> known) =>
        new(EditorConfig, 0, 0, $"{key} = {value}: there is no such value", NearestNames.Suggestion(value, known));

    private static ImmutableArray<string> List(string text) =>
        text.Split(',').Select(n => n.Trim()).Where(n => n.Length > 0).ToImmutableArray();
}
