using System.Collections.Immutable;

namespace ModelFix.Engine.Verification;

/// <summary>What a verification found out about one model.</summary>
internal enum Verdict
{
    Equal,
    Different,

    /// <summary>The model could not be run; nothing is known.</summary>
    NotVerified,
}

/// <summary>How one stage ended.</summary>
internal sealed record StageResult(Stage Stage, bool Passed, string? Detail);

/// <summary>How far an output was apart over all calls, and on which call the most.</summary>
internal sealed record OutputResult(string Output, double Absolute, double Relative, string Case, string? Mismatch);

/// <summary>One model, before and after.</summary>
/// <param name="Model">The class's metadata name.</param>
/// <param name="Verdict">What is known.</param>
/// <param name="Reason">Why it is different or could not be run; null where it is equal.</param>
/// <param name="Engine">What ran it.</param>
/// <param name="Tolerance">The largest relative difference that counts as equal: 0 for every bit.</param>
/// <param name="Stages">The stages that were reached.</param>
/// <param name="Outputs">The outputs that were compared.</param>
/// <param name="Notes">What a reader should know besides.</param>
internal sealed record ModelReport(
    string Model,
    Verdict Verdict,
    string? Reason,
    string Engine,
    double Tolerance,
    ImmutableArray<StageResult> Stages,
    ImmutableArray<OutputResult> Outputs,
    ImmutableArray<string> Notes)
{
    /// <summary>The smallest tolerance under which the outputs count as equal.</summary>
    public double SmallestTolerance => Outputs.IsEmpty ? 0 : Outputs.Max(o => o.Relative);

    public static ModelReport Unverified(string model, string reason, string engine = "") =>
        new(model, Verdict.NotVerified, reason, engine, 0, [], [], []);
}
