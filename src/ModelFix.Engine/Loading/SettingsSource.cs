using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;

namespace ModelFix.Engine.Loading;

/// <summary>What is configured for a project.</summary>
/// <param name="Settings">ModelFix's own settings.</param>
/// <param name="Options">The severity of diagnostics by file; null where nothing is said of it.</param>
internal sealed record Configuration(ModelSettings Settings, SyntaxTreeOptionsProvider? Options)
{
    /// <summary>The modelfix.json that is in force, or null.</summary>
    public string? Json { get; init; }

    /// <summary>The .editorconfig files and global ones, read when they are asked for.</summary>
    public required Lazy<AnalyzerConfigSet> Configs { get; init; }
}

/// <summary>
/// Reads a project's settings from disk: .editorconfig files and the nearest modelfix.json, with what the command line says on top.
/// </summary>
internal sealed class SettingsSource(Target? target)
{
    /// <summary>What decides in .editorconfig files whether, and how loudly, something is reported.</summary>
    private static readonly string[] Severities = ["dotnet_diagnostic", "dotnet_analyzer_diagnostic", "generated_code"];

    /// <exception cref="EngineException">A setting is wrong; the message says where.</exception>
    /// <param name="folder">The project's folder; the nearest modelfix.json is looked for from there upwards.</param>
    /// <param name="files">Its files, by full path.</param>
    /// <param name="configs">
    /// The .editorconfig files and global ones that the compiler is given; null where the project is not opened, and those above its files
    /// count.
    /// </param>
    public Configuration For(string folder, IReadOnlyCollection<string> files, IReadOnlyCollection<string>? configs = null)
    {
        configs ??= [.. files
            .Select(f => Path.GetDirectoryName(f)!)
            .Append(folder)
            .Distinct()
            .SelectMany(d => Above(d, ".editorconfig").Concat(Above(d, ".globalconfig")))
            .Distinct()];
        var texts = configs.Where(File.Exists).Select(c => (Path: c, Text: File.ReadAllText(c))).ToList();
        var json = JsonOf(folder);
        var set = new Lazy<AnalyzerConfigSet>(
            () => AnalyzerConfigSet.Create(texts.Select(c => AnalyzerConfig.Parse(c.Text, c.Path)).ToList()));
        bool Say(params string[] keys) => texts.Any(c => keys.Any(k => c.Text.Contains(k, StringComparison.OrdinalIgnoreCase)));
        // Most projects say nothing, and need not be asked file by file.
        return new Configuration(
            Settings(json, Say("modelfix_") ? Configured(folder, files, set.Value) : []),
            Say(Severities) ? new ConfiguredOptions(set.Value) : null)
        {
            Json = json,
            Configs = set,
        };
    }

    /// <summary>The nearest modelfix.json, in the folder or above it, up to the root of its repository.</summary>
    private static string? JsonOf(string folder)
    {
        var json = Above(folder, "modelfix.json").FirstOrDefault();
        var top = Git.TopOf(Path.Combine(folder, "modelfix.json"));
        return json is null || top is null || Path.GetDirectoryName(json)!.Length >= top.Length ? json : null;
    }

    private ModelSettings Settings(string? json, IEnumerable<ConfiguredFile> configured)
    {
        var settings = ModelSettingsReader.Read(configured, json is null
            ? null
            : File.ReadAllText(json), json, out var errors);
        if (!errors.IsEmpty)
            throw new EngineException(
                errors[0].Line > 0 ? FormattableString.Invariant($"{errors[0].File}({errors[0].Line},{errors[0].Column})") : errors[0].File,
                errors[0].Cause,
                errors[0].NextStep,
                ExitCodes.WrongUsage);
        return target is null ? settings : settings.ForTarget(target);
    }

    private static IEnumerable<ConfiguredFile> Configured(
        string folder,
        IReadOnlyCollection<string> files,
        AnalyzerConfigSet set) => (files.Count > 0 ? files : [Path.Combine(folder, "x.cs")]).Order(StringComparer.Ordinal).Select(file =>
    {
        var said = set.GetOptionsForSourcePath(file).AnalyzerOptions;
        return new ConfiguredFile(file, key => said.TryGetValue(key, out var value) ? value : null);
    });

    /// <summary>The files of a name in a folder and those above it, nearest first.</summary>
    private static IEnumerable<string> Above(string folder, string name)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
            if (Path.Combine(at, name) is var path && File.Exists(path)) yield return path;
    }
}
