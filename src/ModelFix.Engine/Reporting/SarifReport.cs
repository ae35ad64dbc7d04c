using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Core.Targets;

namespace ModelFix.Engine.Reporting;

/// <summary>The findings as SARIF 2.1.0, for code scanning and editors: what is on disk, with the replacements that mend it.</summary>
internal sealed partial class SarifReport : IReportFormat<Report>
{
    private const string Pages = "https://github.com/modelfix/modelfix/blob/main/docs/rules/";

    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "sarif";

    public void Write(TextWriter output, Report report)
    {
        var address = report.Address();
        var places = new DiskPlaces(report);
        var rules = places.Outcomes.Select(o => o.Finding.Rule).Distinct().OrderBy(r => r.Id, StringComparer.Ordinal).ToImmutableArray();
        var results = new SarifResults(rules, places, address);
        var run = new JsonObject
        {
            ["tool"] = new JsonObject { ["driver"] = Driver(rules) },
            ["invocations"] = new JsonArray(Invocation(report)),
            ["originalUriBaseIds"] = new JsonObject { [SarifResults.Root] = new JsonObject { ["uri"] = address.Root } },
            ["columnKind"] = "utf16CodeUnits",
            ["results"] = new JsonArray([.. places.Outcomes.Select(results.Result)]),
        };
        var log = new JsonObject
        {
            ["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        };
        output.WriteLine(log.ToJsonString(Layout));
    }

    private static JsonObject Driver(ImmutableArray<RuleDescriptor> rules) => new()
    {
        ["name"] = "ModelFix",
        ["semanticVersion"] = ToolVersion.Text,
        ["informationUri"] = "https://github.com/modelfix/modelfix",
        ["rules"] = new JsonArray([.. rules.Select(Rule)]),
    };

    private static JsonObject Rule(RuleDescriptor rule)
    {
        var severity = rule.SeverityFor(Target.Portable);
        return new JsonObject
        {
            ["id"] = rule.Id,
            ["shortDescription"] = Text(rule.Title),
            ["fullDescription"] = Text(rule.Diagnostic.Description.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ["helpUri"] = rule.Diagnostic.HelpLinkUri,
            ["help"] = new JsonObject { ["text"] = $"{rule.Title}: {rule.Diagnostic.HelpLinkUri}", ["markdown"] = Help(rule.Id) },
            ["defaultConfiguration"] = new JsonObject
            {
                ["enabled"] = severity is not null,
                ["level"] = Level(severity ?? DiagnosticSeverity.Warning),
            },
            ["properties"] = new JsonObject { ["category"] = rule.Category, ["tags"] = new JsonArray("torchsharp", "export") },
        };
    }

    /// <summary>The rule's page without the numbers of its tests, its links made to work elsewhere.</summary>
    private static string Help(string id)
    {
        var page = RulePages.Of(id);
        var evidence = page.IndexOf("\n## Evidence\n", StringComparison.Ordinal);
        return RelativeLink().Replace(evidence < 0 ? page : page[..evidence], $"]({Pages}$1");
    }

    [GeneratedRegex(@"\]\((?!https?:|#)([^)]*)")]
    private static partial Regex RelativeLink();

    /// <summary>What was not checked makes a run that did not succeed: it must not pass as one without findings.</summary>
    private static JsonObject Invocation(Report report) => new()
    {
        ["executionSuccessful"] = report.NotChecked.IsEmpty,
        ["workingDirectory"] = new JsonObject { ["uri"] = SourceAddress.Absolute(report.Folder).TrimEnd('/') + "/" },
        ["toolConfigurationNotifications"] = new JsonArray(
            [.. report.NotChecked.Select(n => Notification("error", n.Text)), .. report.Notes.Select(n => Notification("note", n))]),
    };

    private static JsonObject Notification(string level, string text) => new() { ["level"] = level, ["message"] = Text(text) };

    public static string Level(DiagnosticSeverity severity) => severity < DiagnosticSeverity.Warning ? "note" : "warning";

    public static JsonObject Text(string text) => new() { ["text"] = text };
}
