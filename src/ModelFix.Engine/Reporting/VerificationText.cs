using System.Globalization;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Reporting;

/// <summary>The result of a verification for people: each model, its stages, and what was not equal.</summary>
internal sealed class VerificationText : IReportFormat<VerificationReport>
{
    public string Name => ReportFormats.Text;

    public void Write(TextWriter output, VerificationReport report)
    {
        foreach (var model in report.Models)
        {
            output.WriteLine(Line(model));
            foreach (var stage in model.Stages)
                output.WriteLine(
                    $"  {(stage.Passed ? "ok  " : model.Verdict == Verdict.Different ? "FAIL" : "stop")}  "
                        + $"{stage.Stage.Title()}{(stage.Detail is { } detail ? ": " + detail : "")}");
            if (model.Verdict == Verdict.Different)
            {
                foreach (var result in model.Outputs) output.WriteLine($"        {Line(result)}");
                if (!model.Outputs.IsEmpty && double.IsFinite(model.SmallestTolerance))
                    output.WriteLine(
                        string.Create(CultureInfo.InvariantCulture, $"        would pass with --tolerance {model.SmallestTolerance:g2}"));
            }

            foreach (var note in model.Notes) output.WriteLine($"        {note}");
            output.WriteLine();
        }

        output.WriteLine(Summary(report));
    }

    /// <summary>How many models passed, in one line.</summary>
    public static string Summary(VerificationReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Models.Length} {(report.Models.Length == 1 ? "model" : "models")}: {report.Equal} equal, {report.Different} different, "
            + $"{report.NotVerified} not verified.");

    /// <summary>An output's differences, in both precisions.</summary>
    private static string Line(OutputResult result) => result.Mismatch is { } mismatch
        ? $"{result.Output} {mismatch}"
        : $"{result.Output}: " + string.Join("; ", new[] { result.Double, result.Single }.OfType<Apart>().Select(a => string.Create(
            CultureInfo.InvariantCulture,
            $"{a.Precision} absolute {a.Distance.Absolute:g3}, relative {a.Distance.Relative:g3}, "
                + $"on {a.Case}{(a.Noise is { } noise ? string.Create(CultureInfo.InvariantCulture, $" (own noise {noise:g2})") : "")}")));

    /// <summary>The verdict on a model in one line.</summary>
    public static string Line(ModelReport model) => $"{model.Model}: " + model.Verdict switch
    {
        Verdict.Equal => $"equal, on {model.Engine}",
        Verdict.Different => $"DIFFERENT, on {model.Engine}",
        _ => $"not verified: {model.Reason}",
    };
}
