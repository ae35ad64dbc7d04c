using ModelFix.Analyzers;

namespace ModelFix.Tools.Docs;

/// <summary>The documents of which parts are written from the code.</summary>
internal static class Documentation
{
    private const string Note = "written by: dotnet run --project tools/ModelFix.Tools -- docs";

    /// <summary>The documents that do not say what the code says, as they should be.</summary>
    public static IEnumerable<Document> Stale(string root) => Documents(root).Where(d => d != Document.Read(root, d.Path));

    /// <summary>All documents as they should be.</summary>
    public static IEnumerable<Document> Documents(string root) =>
    [
        With(root, "README.md", "rules", RuleTables.OfReadme()),
        With(root, "docs/rules/README.md", "rules", RuleTables.OfIndex()),
        With(root, "docs/targets.md", "targets", TargetTable.Text()),
        With(root, "docs/configuration.md", "settings", SettingTable.Text()),
        With(root, "docs/cli.md", "commands", CommandPages.Text()),
        With(root, "docs/export.md", "operators", OperatorTable.Text()),
        .. RuleCatalog.Documented.Select(r => RulePage.With(Document.Read(root, $"docs/rules/{r.Id}.md"), r)),
    ];

    /// <summary>A Markdown table.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows) => string.Concat(
        rows.Prepend(head.Select(_ => "---").ToList())
            .Prepend(head)
            .Select(cells => $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |\n"));

    /// <summary>The document with another text between the marks of a part.</summary>
    private static Document With(string root, string path, string part, string text)
    {
        var document = Document.Read(root, path);
        var start = document.Text.IndexOf($"<!-- {part}, ", StringComparison.Ordinal);
        var end = document.Text.IndexOf($"<!-- /{part} -->", StringComparison.Ordinal);
        return start >= 0 && end > start
            ? document with { Text = $"{document.Text[..start]}<!-- {part}, {Note} -->\n{text}{document.Text[end..]}" }
            : throw new ToolException($"{path} does not have the marks <!-- {part}, … --> and <!-- /{part} -->");
    }
}
