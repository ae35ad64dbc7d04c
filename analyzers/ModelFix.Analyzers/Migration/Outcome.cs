using Microsoft.CodeAnalysis;

namespace ModelFix.Analyzers.Migration;

/// <summary>What became of a finding. Positions are those of the text as it was when the finding was made.</summary>
internal sealed record Outcome(Finding Finding, bool Fixed, string? Reason)
{
    public string RuleId => Finding.Rule.Id;

    public string File => Finding.Node.SyntaxTree.FilePath;

    public FileLinePositionSpan Span { get; } = Finding.Location.GetLineSpan();

    /// <summary>Why a finding was left, from the finding itself.</summary>
    public static string Left(Finding finding, bool assume) => finding switch
    {
        { Safety: Safety.Report } => "needs a human",
        { Fixes.Length: 0 } => "no fix",
        { Fixes.Length: > 1 } => "several fixes to choose from",
        { Safety: Safety.Assumed } when !assume => $"holds only assuming {finding.Assumption} (--assume)",
        _ => "not fixed",
    };
}
