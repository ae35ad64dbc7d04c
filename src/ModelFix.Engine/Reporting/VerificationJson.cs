using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Reporting;

/// <summary>The result of a verification for programs. The format is versioned: fields may be added to a version, never changed.</summary>
internal sealed partial class VerificationJson : IReportFormat<VerificationReport>
{
    public const string Schema = "https://raw.githubusercontent.com/modelfix/modelfix/main/docs/schemas/verification.schema.json";

    public string Name => "json";

    public void Write(TextWriter output, VerificationReport report) => output.WriteLine(JsonSerializer.Serialize(
        new Document(
            Schema, 1, [.. report.Models.Select(Entry)], new Summary(report.Equal, report.Different, report.NotVerified)),
        VerificationContext.Default.Document));

    private static Model Entry(ModelReport report) => new(
        report.Model,
        JsonNamingPolicy.CamelCase.ConvertName(report.Verdict.ToString()),
        report.Reason,
        report.Engine,
        report.Tolerance,
        report.SmallestTolerance,
        [.. report.Stages.Select(s => new Step(s.Stage.Title(), s.Passed, s.Detail))],
        [.. report.Outputs.Select(Entry)],
        report.Notes);

    private static Output Entry(OutputResult output) => new(
        output.Output,
        output.Decisive?.Distance.Absolute ?? double.PositiveInfinity,
        output.Decisive?.Distance.Relative ?? double.PositiveInfinity,
        output.Decisive?.Case,
        output.Mismatch,
        Entry(output.Double),
        Entry(output.Single));

    private static Precision? Entry(Apart? apart) =>
        apart is null ? null : new Precision(apart.Distance.Absolute, apart.Distance.Relative, apart.Noise, apart.Allowed, apart.Case);

    private sealed record Document(
        [property: JsonPropertyName("$schema")] string Schema, int Version, IReadOnlyList<Model> Models, Summary Summary);

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

    private sealed record Output(
        [property: JsonPropertyName("output")] string Name,
        double Absolute,
        double Relative,
        string? Case,
        string? Mismatch,
        Precision? Float64,
        Precision? Float32);

    /// <summary>How far an output is apart in a precision; noise and what is allowed are absolute.</summary>
    private sealed record Precision(double Absolute, double Relative, double? Noise, double Allowed, string Case);

    [JsonSourceGenerationOptions(
        WriteIndented = true,
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class VerificationContext : JsonSerializerContext;
}
