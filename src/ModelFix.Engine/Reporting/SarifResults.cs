using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Rewriting;

namespace ModelFix.Engine.Reporting;

/// <summary>The results of a SARIF log.</summary>
internal sealed class SarifResults(ImmutableArray<RuleDescriptor> rules, DiskPlaces places, SourceAddress address)
{
    /// <summary>What relative addresses start from.</summary>
    public const string Root = "SRCROOT";

    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    public JsonObject Result(Outcome outcome)
    {
        var finding = outcome.Finding;
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule.Id,
            ["ruleIndex"] = rules.IndexOf(finding.Rule),
            ["level"] = SarifReport.Level(finding.Severity),
            ["message"] = SarifReport.Text(finding.Sentence),
            ["locations"] = new JsonArray(Location(finding.Location)),
            ["partialFingerprints"] = new JsonObject { [$"modelfixFinding/v{Fingerprint.Version}"] = Fingerprinted(outcome) },
            ["properties"] = Properties(outcome),
        };
        if (Related(finding) is { Count: > 0 } related) result["relatedLocations"] = related;
        if (Fixes(finding) is { Count: > 0 } fixes) result["fixes"] = fixes;
        return result;
    }

    private static JsonObject Properties(Outcome outcome)
    {
        var properties = new JsonObject
        {
            ["safety"] = outcome.Finding.Safety.ToString().ToLowerInvariant(),
            ["targets"] = new JsonArray([.. outcome.Finding.Rule.Hostility.TargetNames.Select(t => JsonValue.Create(t))]),
        };
        if (outcome.Finding.Assumption is { } assumption) properties["assumption"] = assumption;
        if (!outcome.Fixed && outcome.Reason is { } reason) properties["reason"] = reason;
        return properties;
    }

    /// <summary>The places that the message speaks of, and where the shape was lost that would prove more.</summary>
    private JsonArray Related(Finding finding)
    {
        var related = finding.Related.Where(l => l.SourceTree is not null).Select(l => Location(l)).ToList();
        if (finding.Loss is { } loss)
        {
            var lost = Location(loss.Location);
            lost["message"] = SarifReport.Text(loss.Reason);
            related.Add(lost);
        }

        for (var i = 0; i < related.Count; i++) related[i]["id"] = i + 1;
        return [.. related];
    }

    /// <summary>
    /// The rewrites that can be made in the files as they are. One that adds a file has no form in SARIF and is left to the tool.
    /// </summary>
    private JsonArray Fixes(Finding finding) =>
    [
        .. finding.Fixes
            .Where(f => f.AddedFiles.IsEmpty && !f.Edits.IsEmpty && f.Edits.All(e => places.IsOnDisk(e.Tree)))
            .Select(f => new JsonObject
            {
                ["description"] = SarifReport.Text(f.TitleFor(finding)),
                ["artifactChanges"] = new JsonArray([.. f.Edits.Distinct().GroupBy(e => e.Tree).Select(Change)]),
            }),
    ];

    private JsonObject Change(IGrouping<SyntaxTree, SourceEdit> file) => new()
    {
        ["artifactLocation"] = Artifact(file.Key.FilePath),
        ["replacements"] = new JsonArray([.. file.OrderBy(e => e.Span.Start).Select(edit => new JsonObject
        {
            ["deletedRegion"] = Region(file.Key.GetText().Lines.GetLinePositionSpan(edit.Span)),
            ["insertedContent"] = SarifReport.Text(edit.NewText),
        })]),
    };

    private JsonObject Location(Location location)
    {
        var region = Region(places.Of(location));
        region["snippet"] = SarifReport.Text(places.TextOf(location));
        return new JsonObject
        {
            ["physicalLocation"] = new JsonObject { ["artifactLocation"] = Artifact(location.SourceTree!.FilePath), ["region"] = region },
        };
    }

    private JsonObject Artifact(string file) => address.UriOf(file) is { } relative
        ? new JsonObject { ["uri"] = relative, ["uriBaseId"] = Root }
        : new JsonObject { ["uri"] = SourceAddress.Absolute(file) };

    private static JsonObject Region(LinePositionSpan span) => new()
    {
        ["startLine"] = span.Start.Line + 1,
        ["startColumn"] = span.Start.Character + 1,
        ["endLine"] = span.End.Line + 1,
        ["endColumn"] = span.End.Character + 1,
    };

    /// <summary>The finding's own, and of several that agree in it the how manieth it is.</summary>
    private string Fingerprinted(Outcome outcome)
    {
        var fingerprint = Fingerprint.Of(outcome, address);
        var nth = _seen[fingerprint] = _seen.GetValueOrDefault(fingerprint) + 1;
        return $"{fingerprint}:{nth}";
    }
}
