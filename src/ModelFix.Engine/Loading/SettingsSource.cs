using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;

namespace ModelFix.Engine.Loading;

/// <summary>Reads a project's settings from disk: .editorconfig files and the nearest modelfix.json, with what the command line says on top.</summary>
internal sealed class SettingsSource(Target? target)
{
    /// <exception cref="EngineException">A setting is wrong; the message says where.</exception>
    public ModelSettings For(string folder, string? sampleFile)
    {
        var json = Above(folder, "modelfix.json").FirstOrDefault();
        var settings = ModelSettingsReader.Read(EditorConfig(folder, sampleFile), json is null ? null : File.ReadAllText(json), json, out var errors);
        if (!errors.IsEmpty)
            throw new EngineException(
                errors[0].Line > 0 ? FormattableString.Invariant($"{errors[0].File}({errors[0].Line},{errors[0].Column})") : errors[0].File,
                errors[0].Cause,
                errors[0].NextStep,
                ExitCodes.WrongUsage);
        return target is null ? settings : settings with { Target = target };
    }

    private static Func<string, string?> EditorConfig(string folder, string? sampleFile)
    {
        var configs = Above(folder, ".editorconfig").Select(p => AnalyzerConfig.Parse(File.ReadAllText(p), p)).ToList();
        if (configs.Count == 0) return _ => null;
        var options = AnalyzerConfigSet.Create(configs).GetOptionsForSourcePath(sampleFile ?? Path.Combine(folder, "x.cs")).AnalyzerOptions;
        return key => options.TryGetValue(key, out var value) ? value : null;
    }

    private static IEnumerable<string> Above(string folder, string name)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
            if (Path.Combine(at, name) is var path && File.Exists(path)) yield return path;
    }
}
