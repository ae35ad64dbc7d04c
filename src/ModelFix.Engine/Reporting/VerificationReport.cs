using System.Collections.Immutable;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Reporting;

/// <summary>What a verification has to say.</summary>
/// <param name="Models">The models that were to be run.</param>
/// <param name="NotChecked">What could not be looked at.</param>
internal sealed record VerificationReport(ImmutableArray<ModelReport> Models, ImmutableArray<NotChecked> NotChecked)
{
    public int Equal => Models.Count(m => m.Verdict == Verdict.Equal);

    public int Different => Models.Count(m => m.Verdict == Verdict.Different);

    public int NotVerified => Models.Count(m => m.Verdict == Verdict.NotVerified);
}
