using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelFix.Engine.Loading;

/// <summary>
/// The properties of a project as its files literally state them: in their order, with <c>$(Name)</c> put in where the name was stated too.
/// Nothing is evaluated: what has a condition or calls a function is not certain.
/// </summary>
internal sealed class LiteralProperties
{
    public const string Constants = "DefineConstants";

    private static readonly Regex Reference = new(@"\$\(([A-Za-z_][\w.-]*)\)", RegexOptions.CultureInvariant);
    private static readonly string[] EmptyAtFirst = [Constants, "NoWarn", "DefaultItemExcludes"];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _doubts = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _uncertainConstants = new(StringComparer.Ordinal);

    /// <param name="framework">
    /// Which of several target frameworks, as MSBuild is told from outside; null where the project says the one.
    /// </param>
    public LiteralProperties(BuildFiles files, string? framework)
    {
        foreach (var name in EmptyAtFirst) _values[name] = "";
        _values["Configuration"] = "Debug";
        _values["Platform"] = "AnyCPU";
        _values["MSBuildProjectName"] = Path.GetFileNameWithoutExtension(files.Project.Path);
        _values["MSBuildProjectDirectory"] = Path.GetDirectoryName(files.Project.Path)!;
        if (framework is not null) _values["TargetFramework"] = framework;
        foreach (var file in files.BeforeSdk) Read(file, framework);
        // Microsoft.NET.Sdk.CSharp.props.
        if (Value("NoWarn").Length == 0) _values["NoWarn"] = "1701;1702";
        _values[Constants] = Value(Constants) + ";TRACE";
        foreach (var file in files.AfterSdk) Read(file, framework);
        // Microsoft.NET.Sdk.CSharp.targets, for the configuration that dotnet build takes by itself.
        _values[Constants] = Value(Constants) + ";DEBUG";
    }

    /// <summary>The constants that are defined or not, depending on what is not evaluated.</summary>
    public IReadOnlyCollection<string> UncertainConstants => _uncertainConstants;

    /// <summary>True where a constant may be defined whose name is not known either.</summary>
    public bool MayDefineMore { get; private set; }

    /// <summary>The value, empty where none is stated.</summary>
    public string Value(string name) => _values.GetValueOrDefault(name) ?? "";

    /// <summary>The parts of a list.</summary>
    public IEnumerable<string> Values(string name) => Split(Value(name));

    public bool IsTrue(string name) => Value(name).Equals("true", StringComparison.OrdinalIgnoreCase);

    public bool IsFalse(string name) => Value(name).Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why a value is not certain, or null where it is.</summary>
    public string? Doubt(string name) => _doubts.GetValueOrDefault(name);

    /// <summary>A text with the properties put in; null where one is not known, or a function is called.</summary>
    public string? Expand(string text)
    {
        var expanded = Substituted(text);
        return Unknown(text) is null && !IsComputed(expanded) ? expanded : null;
    }

    /// <summary>True where an element counts only under a condition, or only while a target runs.</summary>
    public static bool IsConditional(XElement element) =>
        element.AncestorsAndSelf().Any(e => e.Attribute("Condition") is not null || e.Name.LocalName is "Choose" or "Target");

    public static IEnumerable<string> Split(string list) =>
        list.Split([';', ',', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private void Read(BuildFile file, string? framework)
    {
        _values["MSBuildThisFileDirectory"] = Path.GetDirectoryName(file.Path) + Path.DirectorySeparatorChar;
        foreach (var property in file.Root.Descendants().Where(e => e.Parent?.Name.LocalName == "PropertyGroup"))
        {
            var name = property.Name.LocalName;
            if (framework is not null && name.Equals("TargetFramework", StringComparison.OrdinalIgnoreCase)) continue;
            if (IsConditional(property)) Doubt(name, property.Value, $"{name} has a condition in {file.Name}");
            else Set(name, property.Value.Trim(), file);
        }
    }

    private void Set(string name, string text, BuildFile file)
    {
        var value = Substituted(text);
        if (IsComputed(value)) Doubt(name, text, $"{name} is computed in {file.Name}");
        else if (Unknown(text) is { } unknown) Doubt(name, text, $"{name} depends on {unknown} in {file.Name}");
        else if (References(text).Select(Doubt).FirstOrDefault(d => d is not null) is { } doubt) _doubts[name] = doubt;
        else _doubts.Remove(name);
        _values[name] = value;
    }

    private void Doubt(string name, string text, string why)
    {
        _doubts[name] = why;
        if (!name.Equals(Constants, StringComparison.OrdinalIgnoreCase)) return;
        // Without the earlier value in it, the condition decides about that one too.
        if (!References(text).Contains(Constants, StringComparer.OrdinalIgnoreCase)) _uncertainConstants.UnionWith(Values(Constants));
        _uncertainConstants.UnionWith(Split(Reference.Replace(text, "")));
        if (IsComputed(Substituted(text)) || Unknown(text) is not null) MayDefineMore = true;
    }

    private static IEnumerable<string> References(string text) => Reference.Matches(text).Select(m => m.Groups[1].Value);

    private string? Unknown(string text) => References(text).FirstOrDefault(n => !_values.ContainsKey(n));

    private string Substituted(string text) => Reference.Replace(text, m => Value(m.Groups[1].Value));

    private static bool IsComputed(string text) =>
        text.Contains("$(", StringComparison.Ordinal)
            || text.Contains("@(", StringComparison.Ordinal)
            || text.Contains("%(", StringComparison.Ordinal);
}
