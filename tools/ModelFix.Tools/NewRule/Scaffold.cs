using System.Text.RegularExpressions;
using ModelFix.Analyzers;

namespace ModelFix.Tools.NewRule;

/// <summary>
/// The files of a new rule, and its rows in files that are there: what CONTRIBUTING.md lists. They compile; their tests fail until they are
/// filled in.
/// </summary>
internal sealed partial class Scaffold
{
    private const string Catalog = "analyzers/ModelFix.Analyzers/RuleCatalog.cs";
    private const string Categories = "analyzers/ModelFix.Analyzers/RuleCategory.cs";
    private const string Releases = "analyzers/ModelFix.Analyzers/AnalyzerReleases.Unshipped.md";

    private readonly string _root;
    private readonly string _id;
    private readonly string _category;
    private readonly string _name;

    /// <exception cref="ToolException">There is such a rule, or the id, the category or the name is none.</exception>
    public Scaffold(string root, string id, string category, string name)
    {
        if (!Id().IsMatch(id)) throw new ToolException($"{id} is no id: write MFX and four digits");
        if (!Name().IsMatch(name) || !Name().IsMatch(category))
            throw new ToolException($"{category} and {name} must be names of C#, such as Shape and RepeatInterleave");
        if (RuleCatalog.Documented.Any(d => d.Id == id)) throw new ToolException($"there is a rule {id}");
        if (File.Exists(Path.Combine(root, RulePath(category, name))))
            throw new ToolException($"there is a file {RulePath(category, name)}");
        if (CategoryOf(id) is { } other && other != category) throw new ToolException($"rules {id[..5]}xx are {other}, not {category}");
        _root = root;
        _id = id;
        _category = category;
        _name = name;
    }

    /// <summary>What is left to do by hand.</summary>
    public static string Next(string id) => $"""

        Fill in each of these; the tests of {id} say what is missing. Then write the documentation's tables:
          dotnet run --project tools/ModelFix.Tools -- docs
        and measure what the forms export to, with their PyTorch in tests/oracle/rules:
          tests/oracle/regenerate.sh
        """;

    /// <summary>All files as they are to be.</summary>
    public IEnumerable<Document> Documents()
    {
        yield return new Document(RulePath(_category, _name), Template("Rule"));
        yield return new Document($"tests/ModelFix.Analyzers.Tests/Rules/{_category}/{_name}RuleTests.cs", Template("RuleTests"));
        yield return new Document($"docs/rules/{_id}.md", Template("Page"));
        yield return new Document($"tests/ModelFix.Evidence.Tests/Cases/{_id}.json", Template("Case"));
        yield return InCatalog();
        yield return InReleases();
        if (CategoryOf(_id) is null) yield return InCategories();
    }

    /// <summary>The row before that of the first rule with a later id.</summary>
    private Document InCatalog()
    {
        var catalog = Document.Read(_root, Catalog);
        var later = RuleCatalog.Rules.FirstOrDefault(r => string.CompareOrdinal(r.Descriptors[0].Id, _id) > 0)?.GetType().Name;
        var at = later is null
            ? catalog.Text.IndexOf("    }.ToImmutableArray();", StringComparison.Ordinal)
            : catalog.Text.IndexOf($"        new {later}(),\n", StringComparison.Ordinal);
        if (at < 0) throw new ToolException($"{Catalog} does not list the rules one a line");
        var text = catalog.Text.Insert(at, $"        new {_name}Rule(),\n");
        var import = $"using ModelFix.Analyzers.Rules.{_category};\n";
        return catalog with { Text = text.Contains(import, StringComparison.Ordinal) ? text : WithImport(text, import) };
    }

    private static string WithImport(string text, string import)
    {
        var imports = Regex.Matches(text, @"using ModelFix\.Analyzers\.Rules\.\w+;\n");
        var later = imports.FirstOrDefault(i => string.CompareOrdinal(i.Value, import) > 0);
        return text.Insert(later?.Index ?? imports[^1].Index + imports[^1].Length, import);
    }

    private Document InReleases()
    {
        var releases = Document.Read(_root, Releases);
        var rows = Regex.Matches(releases.Text, @"MFX\d{4}.*\n");
        var later = rows.FirstOrDefault(r => string.CompareOrdinal(r.Value, _id) > 0);
        var row = $"{_id} | ModelFix.{_category} | Warning | {Title}\n";
        return releases with { Text = releases.Text.Insert(later?.Index ?? releases.Text.Length, row) };
    }

    private Document InCategories()
    {
        var categories = Document.Read(_root, Categories);
        var rows = Regex.Matches(categories.Text, @" +""\d\d"" => ""\w+"",\n");
        var row = $"        \"{_id[3..5]}\" => \"{_category}\",\n";
        var earlier = rows.Last(r => string.CompareOrdinal(r.Value.Trim(), row.Trim()) < 0);
        return categories with { Text = categories.Text.Insert(earlier.Index + earlier.Length, row) };
    }

    private string Title => $"{_name} is to be described";

    /// <summary>The name as an operator has it: repeat_interleave for RepeatInterleave.</summary>
    private string Operator => Hump().Replace(_name, "_$0").ToLowerInvariant();

    private string Template(string name)
    {
        using var stream = typeof(Scaffold).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("$id$", _id, StringComparison.Ordinal)
            .Replace("$category$", _category, StringComparison.Ordinal)
            .Replace("$name$", _name, StringComparison.Ordinal)
            .Replace("$operator$", Operator, StringComparison.Ordinal)
            .Replace("$title$", Title, StringComparison.Ordinal);
    }

    private static string RulePath(string category, string name) => $"analyzers/ModelFix.Analyzers/Rules/{category}/{name}Rule.cs";

    private static string? CategoryOf(string id)
    {
        try
        {
            return RuleCategory.Of(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^MFX\d{4}$")]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex Name();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Hump();
}
