using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Analyzers;

namespace ModelFix.CodeFixes;

/// <summary>Which fixes "fix all" takes together: those of one rule, equally sure, and the same choice where there are several.</summary>
internal sealed record FixKey(string RuleId, Safety Safety, int Choice)
{
    public static FixKey? Parse(string? text)
    {
        var parts = text?.Split('/');
        return parts is { Length: 3 } && Enum.TryParse<Safety>(parts[1], out var safety)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var choice)
                ? new FixKey(parts[0], safety, choice)
                : null;
    }

    /// <summary>
    /// A finding that this key takes, with the one fix; null for others. Who accepts assumptions accepts proofs too, as with <c>modelfix
    /// fix --assume</c>. A place where ModelFix failed is kept, so that fixes that cause one are seen.
    /// </summary>
    public Finding? Chosen(Finding finding)
    {
        if (finding.Rule == DefectRule.Defect) return finding;
        var isTaken = finding.Rule.Id == RuleId
            && finding.Fixes.Length > Choice
            && (finding.Safety == Safety || Safety == Safety.Assumed && finding.Safety == Safety.Proven);
        return isTaken ? finding with { Fixes = ImmutableArray.Create(finding.Fixes[Choice]) } : null;
    }

    public override string ToString() => $"{RuleId}/{Safety}/{Choice.ToString(CultureInfo.InvariantCulture)}";
}
