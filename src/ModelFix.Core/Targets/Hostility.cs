namespace ModelFix.Core.Targets;

/// <summary>
/// Where a construct is a problem, as data: target families with the versions between which it is one, and where that is known from.
/// </summary>
/// <param name="Source">What was measured or read, in a few words.</param>
/// <param name="Ranges">The families and versions that have the problem.</param>
internal sealed record Hostility(string Source, params TargetRange[] Ranges)
{
    /// <summary>A construct that is a problem on every target.</summary>
    public static Hostility Everywhere(string source) =>
        new(source, Enum.GetValues(typeof(TargetFamily)).Cast<TargetFamily>().Select(f => new TargetRange(f)).ToArray());

    /// <summary>True where the construct is a problem on the target or, for portable, on any of its members.</summary>
    public bool Covers(Target target) => target.Members.Any(member => Ranges.Any(range => range.Contains(member)));

    /// <summary>The names of the single targets that have the problem.</summary>
    public IEnumerable<string> TargetNames => Target.All.Where(Covers).Select(t => t.Name);
}

/// <summary>Versions of one target family, both ends included; null for no end.</summary>
internal sealed record TargetRange(TargetFamily Family, string? From = null, string? To = null)
{
    public bool Contains(Target target) => target.Family == Family
        && (From is null || target.Version >= Version.Parse(From))
        && (To is null || target.Version <= Version.Parse(To));
}
