using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Reporting;

/// <summary>The result of a verification for programs. The format is versioned: fields may be added to a version, never changed.</summary>
internal static partial class VerificationJson
{
    public static string Of(IReadOnlyList<ModelReport> models) => JsonSerializer.Serialize(
        new Document(
            1,
            [.. models.Select(Entry)],
            new Summary(models.Count(m => m.Verdict == Verdict.Equal), models.Count(m => m.Verdict == Verdict.Different), models.Count(m => m.Verdict == Verdict.NotVerified))),
        VerificationContext.Default.Document);

    private static Model Entry(ModelReport report) => new(
        report.Model,
        JsonNamingPolicy.CamelCase.ConvertName(report.Verdict.ToString()),
        report.Reason,
        report.Engine,
        report.Tolerance,
        report.SmallestTolerance,
        [.. report.Stages.Select(s => new Step(s.Stage.Title(), s.Passed, s.Detail))],
        [.. report.Outputs.Select(o => new Output(o.Output, o.Absolute, o.Relative, o.Case, o.Mismatch))],
        report.Notes);

    private sealed record Document(int Version, IReadOnlyList<Model> Models, Summary Summary);

    private sealed record Summary(int Equal, int Different, int NotVerified);

    private sealed record Model(
        [property: JsonPropertyName("model")] string Name,
        string Verdict,
        string? Reason,
        string Engine,
        double Tolerance,
        double SmallestTolerance,
        IReadOnlyList<Step> Stages,
        IReadOnlyList<Output> Outputs,
        IReadOnlyList<string> Notes);

    private sealed record Step(string Stage, bool Passed, string? Detail);

    private sealed record Output([property: JsonPropertyName("output")] string Name, double Absolute, double Relative, string Case, string? Mismatch);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class VerificationContext : JsonSerializerContext;
}
