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

    /// <summary>What becomes of the construct on a target, for portable the worst of its members; null where it is no problem.</summary>
    public Effect? On(Target target) => target.Members
        .SelectMany(member => Ranges.Where(range => range.Contains(member)))
        .Select(range => (Effect?)range.Effect)
        .Max();

    /// <summary>True where the construct is a problem on the target or, for portable, on any of its members.</summary>
    public bool Covers(Target target) => On(target) is not null;

    /// <summary>The names of the single targets that have the problem.</summary>
    public IEnumerable<string> TargetNames => Target.All.Where(Covers).Select(t => t.Name);
}

/// <summary>Versions of one target family, both ends included; null for no end.</summary>
internal sealed record TargetRange(TargetFamily Family, string? From = null, string? To = null)
{
    /// <summary>What these targets make of the construct.</summary>
    public Effect Effect { get; init; } = Effect.Refuses;

    /// <summary>Versions that take the construct, with more nodes than are needed.</summary>
    public static TargetRange Bloated(TargetFamily family, string? from = null, string? to = null) =>
        new(family, from, to) { Effect = Effect.Bloats };

    /// <summary>Versions that compute something else.</summary>
    public static TargetRange Miscomputed(TargetFamily family, string? from = null, string? to = null) =>
        new(family, from, to) { Effect = Effect.Miscomputes };

    public bool Contains(Target target) => target.Family == Family
        && (From is null || target.Version >= Version.Parse(From))
        && (To is null || target.Version <= Version.Parse(To));
}
