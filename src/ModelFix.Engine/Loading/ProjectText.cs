using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ModelFix.Core.Configuration;

namespace ModelFix.Engine.Loading;

/// <summary>
/// What a project's files say of its compilation for one target framework, read as text: no MSBuild runs and no condition is evaluated.
/// What that leaves open is listed as doubts.
/// </summary>
internal sealed class ProjectText
{
    private static readonly string[] Deciding =
        [
            "TargetFramework",
            "TargetFrameworks",
            LiteralProperties.Constants,
            "DisableImplicitFrameworkDefines",
            "LangVersion",
            "Nullable",
            "ImplicitUsings",
            "AllowUnsafeBlocks",
            "CheckForOverflowUnderflow", "NoWarn", "EnableDefaultItems", "EnableDefaultCompileItems", "DefaultItemExcludes"];

    private readonly BuildFiles _files;
    private readonly LiteralProperties _properties;
    private readonly SortedSet<string> _doubts = new(StringComparer.Ordinal);
    private readonly bool _isFrameworkCertain;

    private ProjectText(BuildFiles files, LiteralProperties properties, TargetFramework? framework)
    {
        _files = files;
        _properties = properties;
        Framework = framework ?? TargetFramework.Tool;
        var elsewhere = files.MayBeDecidedElsewhere().ToList();
        if (files.Sdks.Count == 0) elsewhere.Add($"{files.Project.Name} names no SDK");
        _doubts.UnionWith(elsewhere);
        _doubts.UnionWith(Deciding.Select(properties.Doubt).Where(d => d is not null)!);
        _isFrameworkCertain = framework is not null
            && new[] { "TargetFramework", "TargetFrameworks", "DisableImplicitFrameworkDefines" }.All(n => properties.Doubt(n) is null);
        if (framework is null) _doubts.Add($"{files.Project.Name} states no target framework that is known");
        Usings = GlobalUsings();
        UncertainSymbols = new UncertainSymbols(
            [.. properties.UncertainConstants],
            !_isFrameworkCertain ? OtherSymbols.AreUncertain
            : properties.MayDefineMore || elsewhere.Count > 0 || !Framework.AreSymbolsCertain ? OtherSymbols.AreCertainIfOfFramework
            : OtherSymbols.AreCertain);
    }

    public string Path => _files.Project.Path;

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public TargetFramework Framework { get; }

    /// <summary>The framework as the project states it; null where it does not.</summary>
    public string? StatedFramework => _isFrameworkCertain ? Framework.Name : null;

    public string AssemblyName =>
        _properties.Value("AssemblyName") is { Length: > 0 } name ? name : System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The text of a file with the global usings, and with what makes internals visible.</summary>
    public string Usings { get; }

    public UncertainSymbols UncertainSymbols { get; }

    /// <summary>What may be otherwise when MSBuild evaluates the project, and why.</summary>
    public IReadOnlyCollection<string> Doubts => _doubts;

    public bool IsWeb => _files.Sdks.Any(ImplicitUsings.IsWeb);

    /// <summary>True where every file of the folder is compiled, so that an added one is too.</summary>
    public bool TakesNewFiles =>
        (_files.Sdks.Count > 0 || !Items("Compile").Any())
            && !_properties.IsFalse("EnableDefaultItems")
            && !_properties.IsFalse("EnableDefaultCompileItems");

    /// <summary>True where the project says nothing that lets other assemblies, or files of other folders, see its internals.</summary>
    public bool IsClosed =>
        !_files.All.Any(f =>
            f.Root
                .Descendants()
                .Any(e => e.Name.LocalName == "InternalsVisibleTo" || e.Name.LocalName == "Compile" && e.Attribute("Include") is not null))
        && !_files.MayBeDecidedElsewhere().Any();

    /// <summary>A project once for each of its target frameworks.</summary>
    /// <exception cref="EngineException">The project, or a file above it that counts, is not XML.</exception>
    public static IEnumerable<ProjectText> Read(string project)
    {
        var files = BuildFiles.Read(project);
        var properties = new LiteralProperties(files, framework: null);
        var stated = properties.Value("TargetFramework") is { Length: > 0 } single
            ? [single]
            : properties.Values("TargetFrameworks").ToList();
        if (stated.Count == 0) return [new ProjectText(files, properties, framework: null)];
        return stated.Select(name =>
            new ProjectText(
                files,
                properties.Value("TargetFramework").Length > 0 ? properties : new LiteralProperties(files, name),
                TargetFramework.Parse(name)));
    }

    /// <summary>The arguments that the SDK would give the compiler, without files and references.</summary>
    public IEnumerable<string> Arguments()
    {
        var symbols = _properties
            .Values(LiteralProperties.Constants)
            .Concat(_properties.IsTrue("DisableImplicitFrameworkDefines") ? [] : Framework.Symbols);
        yield return $"/define:{string.Join(';', symbols.Distinct())}";
        yield return $"/langversion:{(_properties.Value("LangVersion") is { Length: > 0 } language ? language : Framework.Language)}";
        yield return $"/nullable:{(_properties.Value("Nullable") is { Length: > 0 } nullable ? nullable.ToLowerInvariant() : "disable")}";
        yield return string.Create(CultureInfo.InvariantCulture, $"/warn:{Framework.WarningLevel}");
        if (_properties.Values("NoWarn").ToList() is { Count: > 0 } noWarn) yield return $"/nowarn:{string.Join(',', noWarn)}";
        if (_properties.Value("CodePage") is { Length: > 0 } codePage) yield return $"/codepage:{codePage}";
        if (_properties.IsTrue("TreatWarningsAsErrors")) yield return "/warnaserror+";
        foreach (var id in _properties.Values("WarningsAsErrors")) yield return $"/warnaserror+:{id}";
        foreach (var id in _properties.Values("WarningsNotAsErrors")) yield return $"/warnaserror-:{id}";
        if (_properties.IsTrue("AllowUnsafeBlocks")) yield return "/unsafe+";
        if (_properties.IsTrue("CheckForOverflowUnderflow")) yield return "/checked+";
    }

    /// <summary>The files that are compiled, of those in the folder and of what the project adds.</summary>
    public IReadOnlyList<string> Sources(IEnumerable<string> inFolder)
    {
        var excluded = _properties.Values("DefaultItemExcludes").Select(p => new FilePattern(Folder, p)).ToList();
        var sources = TakesNewFiles ? inFolder.Where(f => !excluded.Any(p => p.Matches(f))).ToList() : [];
        foreach (var item in Items("Compile"))
        {
            var (removed, except) = (Patterns(item, "Remove"), Patterns(item, "Exclude"));
            sources.RemoveAll(f => removed.Any(p => p.Matches(f)));
            sources.AddRange(Patterns(item, "Include").SelectMany(p => p.Files()).Where(f => !except.Any(p => p.Matches(f))));
        }

        return [.. sources.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The projects that are compiled against.</summary>
    public IEnumerable<string> References() => Items("ProjectReference")
        .Where(i => !string.Equals(Metadata(i, "ReferenceOutputAssembly"), "false", StringComparison.OrdinalIgnoreCase))
        .SelectMany(i => Patterns(i, "Include"))
        .SelectMany(p => p.Files())
        .Where(p => p.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase));

    /// <summary>The assemblies that are named by their path.</summary>
    public IEnumerable<string> Assemblies() => Items("Reference")
        .Select(i => Metadata(i, "HintPath"))
        .Where(h => h is not null)
        .SelectMany(h => new FilePattern(Folder, h!).Files());

    private string GlobalUsings()
    {
        var usings = new List<(string Name, string Directive)>();
        if (_properties.Value("ImplicitUsings") is "enable" or "true")
            usings.AddRange(ImplicitUsings.Of(_files.Sdks, _properties, Framework).Select(n => (n, $"global using {n};")));
        foreach (var item in Items("Using"))
        {
            var removed = Names(item, "Remove").ToList();
            usings.RemoveAll(u => removed.Contains(u.Name, StringComparer.OrdinalIgnoreCase));
            usings.AddRange(Names(item, "Include").Select(n => (n, Directive(item, n))));
        }

        var friends = Items("InternalsVisibleTo")
            .SelectMany(i => Names(i, "Include"))
            .Select(n => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{n}\")]");
        return string.Join('\n', usings.Select(u => u.Directive).Concat(friends).Distinct());
    }

    private string Directive(XElement item, string name)
    {
        if (Metadata(item, "Alias") is { Length: > 0 } alias) return $"global using {alias} = {name};";
        return string.Equals(Metadata(item, "Static"), "true", StringComparison.OrdinalIgnoreCase)
            ? $"global using static {name};"
            : $"global using {name};";
    }

    /// <summary>The items of a kind, in order; one with a condition is left out, which is a doubt.</summary>
    private IEnumerable<XElement> Items(string kind)
    {
        foreach (var file in _files.All)
        {
            foreach (var item in file.Root.Descendants().Where(e => e.Name.LocalName == kind && e.Parent?.Name.LocalName == "ItemGroup"))
            {
                if (LiteralProperties.IsConditional(item)) _doubts.Add($"{kind} has a condition in {file.Name}");
                else yield return item;
            }
        }
    }

    private IEnumerable<string> Names(XElement item, string attribute) =>
        Expanded(item, item.Attribute(attribute)?.Value).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private List<FilePattern> Patterns(
        XElement item,
        string attribute) => [.. Names(item, attribute).Select(n => new FilePattern(Folder, n))];

    private string? Metadata(XElement item, string name) =>
        (item.Attribute(name)?.Value ?? item.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value) is { } text
            ? Expanded(item, text.Trim())
            : null;

    private string Expanded(XElement item, string? text)
    {
        if (text is null || _properties.Expand(text) is not { } expanded)
        {
            if (text is not null) _doubts.Add($"{item.Name.LocalName} {text} is computed");
            return "";
        }

        return expanded;
    }
}
