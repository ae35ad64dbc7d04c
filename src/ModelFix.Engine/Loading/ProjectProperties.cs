using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelFix.Engine.Loading;

/// <summary>
/// The few properties of a project file that decide how its sources parse, read from the file and the Directory.Build.props above it without running MSBuild.
/// Conditions are not evaluated: the first unconditional value counts.
/// </summary>
internal sealed record ProjectProperties(LanguageVersion Language, NullableContextOptions Nullable, string GlobalUsings)
{
    private static readonly string[] Implicit =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    public static readonly ProjectProperties None = new(LanguageVersion.Latest, NullableContextOptions.Enable, "");

    /// <exception cref="EngineException">The project is not XML.</exception>
    public static ProjectProperties Read(string project)
    {
        var sources = Above(project).Append(project).Select(Parse).Reverse().ToList();
        string? Property(string name) => sources
            .SelectMany(d => d.Descendants())
            .FirstOrDefault(e => e.Name.LocalName == name && e.Attribute("Condition") is null && e.Parent?.Attribute("Condition") is null)?.Value.Trim();

        var language = Property("LangVersion") is { } text && LanguageVersionFacts.TryParse(text, out var version) ? version : LanguageVersion.Latest;
        var nullable = Property("Nullable") is "enable" or "annotations" or "warnings" ? NullableContextOptions.Enable : NullableContextOptions.Disable;
        var usings = sources.SelectMany(d => d.Descendants()).Where(e => e.Name.LocalName == "Using").Select(Directive).Where(u => u.Length > 0);
        var implicitly = Property("ImplicitUsings") is "enable" or "true" ? Implicit.Select(n => $"global using global::{n};") : [];
        return new ProjectProperties(language, nullable, string.Join("\n", implicitly.Concat(usings).Distinct()));
    }

    private static string Directive(XElement item)
    {
        if (item.Attribute("Include")?.Value is not { } name) return "";
        if (item.Attribute("Alias")?.Value is { } alias) return $"global using {alias} = {name};";
        return string.Equals(item.Attribute("Static")?.Value, "true", StringComparison.OrdinalIgnoreCase) ? $"global using static {name};" : $"global using {name};";
    }

    private static IEnumerable<string> Above(string project)
    {
        for (var folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "Directory.Build.props") is var props && File.Exists(props)) return [props];
        return [];
    }

    private static XDocument Parse(string path)
    {
        try
        {
            return XDocument.Load(path);
        }
        catch (XmlException e)
        {
            throw new EngineException(
                path, string.Create(CultureInfo.InvariantCulture, $"not a valid project file at line {e.LineNumber}, column {e.LinePosition} ({e.Message})"), "Mend the project file.");
        }
    }
}
