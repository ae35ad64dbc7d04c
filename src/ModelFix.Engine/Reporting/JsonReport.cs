using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Reporting;

/// <summary>The report for programs. The format is versioned: fields may be added to a version, never changed.</summary>
internal sealed partial class JsonReport : IReportFormat<Report>
{
    public const string Schema = "https://raw.githubusercontent.com/modelfix/modelfix/main/docs/schemas/findings.schema.json";

    public string Name => "json";

    public void Write(TextWriter output, Report report) => output.WriteLine(JsonSerializer.Serialize(
        new Document(
            Schema,
            1,
            [.. report.Outcomes.Select(o => Entry(o, report.Folder))],
            new Summary(
                report.Outcomes.Length,
                report.Fixed,
                report.Remaining,
                report.Suggestions,
                [.. report.Notes],
                Unchecked(report.NotChecked))),
        Context.Default.Document));

    private static Missing Unchecked(ImmutableArray<NotChecked> parts) =>
        new(parts.Sum(p => p.Files), parts.Sum(p => p.Classes), parts.Sum(p => p.Methods), [.. parts.Select(p => p.Text)]);

    private static Found Entry(Outcome outcome, string folder) => new(
        TextReport.Shown(outcome.File, folder).Replace('\\', '/'),
        outcome.Span.StartLinePosition.Line + 1,
        outcome.Span.StartLinePosition.Character + 1,
        outcome.Span.EndLinePosition.Line + 1,
        outcome.Span.EndLinePosition.Character + 1,
        outcome.RuleId,
        TextReport.Severity(outcome),
        outcome.Finding.Safety.ToString().ToLowerInvariant(),
        JsonNamingPolicy.CamelCase.ConvertName(outcome.Finding.Equality.ToString()),
        outcome.Finding.Assumption,
        outcome.Finding.Sentence,
        [.. outcome.Finding.Rule.Hostility.TargetNames],
        outcome.Fixed,
        outcome.Fixed ? null : outcome.Reason,
        outcome.Finding.Loss is { } loss ? TextReport.Lost(loss, outcome, folder) : null);

    private sealed record Document(
        [property: JsonPropertyName("$schema")] string Schema, int Version, IReadOnlyList<Found> Findings, Summary Summary);

    private sealed record Summary(
        int Findings, int Fixed, int Remaining, int SuggestionsNotShown, IReadOnlyList<string> Notes, Missing NotChecked);

    private sealed record Missing(int Files, int Classes, int Methods, IReadOnlyList<string> Causes);

    private sealed record Found(
        string File,
        int Line,
        int Column,
        int EndLine,
        int EndColumn,
        string Rule,
        string Severity,
        string Safety,
        string Equality,
        string? Assumption,
        string Message,
        IReadOnlyList<string> Targets,
        bool Fixed,
        string? Reason,
        string? Lost);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class Context : JsonSerializerContext;
}
