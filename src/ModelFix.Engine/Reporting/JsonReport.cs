using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Reporting;

/// <summary>The report for programs. The format is versioned: fields may be added to a version, never changed.</summary>
internal static partial class JsonReport
{
    public static string Of(Report report, string folder) => JsonSerializer.Serialize(
        new Document(
            1,
            [.. report.Outcomes.Select(o => Entry(o, folder))],
            new Summary(
                report.Outcomes.Length,
                report.Fixed,
                report.Remaining,
                report.Suggestions,
                [.. report.Notes],
                Unchecked(report.NotChecked))),
        Context.Default.Document);

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

    private sealed record Document(int Version, IReadOnlyList<Found> Findings, Summary Summary);

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
