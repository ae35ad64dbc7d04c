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

/// <summary>How far an output was apart over all calls, in each precision on the call where it was most.</summary>
/// <param name="Output">Which one: "output.Item2", "gradient of fc.weight".</param>
/// <param name="Double">In float64; null where the model does not run in it.</param>
/// <param name="Single">In the model's own dtypes; null for gradients, which are compared in float64.</param>
/// <param name="Mismatch">What cannot be compared, and on which call; null otherwise.</param>
internal sealed record OutputResult(string Output, Apart? Double, Apart? Single, string? Mismatch)
{
    public bool IsEqual => Mismatch is null && Double is not { IsEqual: false } && Single is not { IsEqual: false };

    /// <summary>The precision that speaks against equality; where none does, the one that is judged more strictly.</summary>
    public Apart? Decisive => Double is null or { IsEqual: true } && Single is { IsEqual: false } ? Single : Double ?? Single;

    public double Needs => Mismatch is not null ? double.PositiveInfinity : Math.Max(Double?.Needs ?? 0, Single?.Needs ?? 0);
}

/// <summary>One model, before and after.</summary>
/// <param name="Model">The class's metadata name.</param>
/// <param name="Verdict">What is known.</param>
/// <param name="Reason">Why it is different or could not be run; null where it is equal.</param>
/// <param name="Engine">What ran it.</param>
/// <param name="Tolerance">
/// The largest difference that counts as equal, relative to the largest element of an output, where rounding makes no larger one.
/// </param>
/// <param name="Stages">The stages that were reached.</param>
/// <param name="Outputs">The outputs and gradients that were compared.</param>
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
    /// <summary>True where something else than the model ended its process.</summary>
    public bool WasKilled { get; init; }

    /// <summary>The smallest tolerance under which the outputs count as equal.</summary>
    public double SmallestTolerance => Outputs.IsEmpty ? 0 : Outputs.Max(o => o.Needs);

    public static ModelReport Unverified(string model, string reason, string engine = "") =>
        new(model, Verdict.NotVerified, reason, engine, 0, [], [], []);
}
