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

    /// <summary>What becomes of the construct on a target, of several on the worst; null where it is no problem.</summary>
    public Effect? On(Target target) => target.Members
        .SelectMany(member => Ranges.Where(range => range.Contains(member)))
        .Select(range => (Effect?)range.Effect)
        .Max();

    /// <summary>True where the construct is a problem on the target or, of several, on any of them.</summary>
    public bool Covers(Target target) => On(target) is not null;

    /// <summary>
    /// What becomes of the construct on a target, of several on which: "wrong on bmnetp, refused by tensorrt up to 8.0"; empty for no
    /// problem. Where it is worse somewhere it is not said where it is only bloated.
    /// </summary>
    public string Consequence(Target target)
    {
        var effects = target.Members
            .Select(m => (Member: m, Effect: On(m)))
            .Where(m => m.Effect is not null)
            .GroupBy(m => m.Effect!.Value, m => m.Member)
            .OrderByDescending(g => g.Key)
            .ToList();
        return string.Join(", ", effects
            .Where(g => g.Key != Effect.Bloats || effects.Count == 1)
            .Select(g => $"{Verb(g.Key)} {Named(g.ToList(), target)}"));
    }

    private static string Verb(Effect effect) => effect switch
    {
        Effect.Miscomputes => "wrong on",
        Effect.Refuses => "refused by",
        _ => "bloated by",
    };

    /// <summary>Families where several members of one are among them; names otherwise.</summary>
    private static string Named(List<Target> members, Target target) => members.Count > 1 && members.Count == target.Members.Length
        ? "all"
        : string.Join(", ", target.Members.GroupBy(m => m.Family).SelectMany(f => OfFamily([.. f], [.. f.Where(members.Contains)])));

    /// <summary>The members of a family that are meant, the oldest first: all, those up to or from a version on, or each.</summary>
    private static IEnumerable<string> OfFamily(List<Target> all, List<Target> some)
    {
        if (some.Count < 2) return some.Select(m => m.Name);
        var family = $"{all[0].Family}".ToLowerInvariant();
        if (some.Count == all.Count) return [family];
        if (all.Take(some.Count).SequenceEqual(some)) return [$"{family} up to {some[some.Count - 1].VersionText}"];
        return all.Skip(all.Count - some.Count).SequenceEqual(some)
            ? [$"{family} from {some[0].VersionText} on"]
            : some.Select(m => m.Name);
    }

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

    public bool Contains(Target target) => target.IsOf(Family, From, To);
}
