namespace ModelFix.Engine.Verification;

/// <summary>
/// How far two versions of a model may be apart and count as equal. In float64 only rounding is allowed. In float32 rounding is what
/// remains of the model's last digits, and how much that is the version before itself shows: by how far it is in float32 from itself in
/// float64.
/// </summary>
/// <param name="Asked">The user's --tolerance, or null.</param>
/// <param name="IsExact">True where every rule that was applied to the model promises every bit.</param>
internal sealed record Allowance(double? Asked, bool IsExact)
{
    /// <summary>
    /// In float64, relative to the largest element: rounding (1.1e-16) magnified ten million times. A model that magnifies more has no
    /// digit right in float32 (6e-8), and the smallest mistake that was seen in a rewrite, another eps, is 1e-5. Rules that promise every
    /// bit have it too: another layout in memory may have another kernel add up in another order.
    /// </summary>
    private const double Precise = 1e-9;

    /// <summary>
    /// For a model that does not run in float64, and was changed by rules that do not promise every bit: what the rules' pages promise,
    /// passed on through later layers.
    /// </summary>
    private const double Loosened = 1e-5;

    /// <summary>
    /// How often the version before's own noise: each version has its own, and that of two tries of the same sum differs by a few times.
    /// </summary>
    private const double NoiseFactor = 10;

    /// <summary>
    /// Of float32 noise, in float64: float64 rounds 2^29 times finer, and this is 2^10 times what that makes of it. It matters where all of
    /// an output is noise, as the gradient of a bias before a normalisation, which is 0.
    /// </summary>
    private const double PreciseShareOfNoise = 1.0 / (1 << 19);

    /// <summary>
    /// Units in the last place that an output is apart even where the version before happened to have no noise, as with whole numbers.
    /// </summary>
    private const double UnitsInLastPlace = 8;

    /// <summary>What a difference is judged by, relative to an output's largest element, where noise is none.</summary>
    public double Tolerance => Asked ?? Precise;

    /// <summary>The judgement of the distance in float64, or null where there is none.</summary>
    public Apart? Double(OutputDifference difference, string call)
    {
        if (difference.Double is not { } distance) return null;
        // An output in float32 of a model in float64 was made so by forward itself.
        var rounding = distance.Type == "Float64" ? 0 : UnitsInLastPlace * Unit(distance.Type) * distance.Scale;
        var inevitable = Math.Max(rounding, (difference.Noise ?? 0) * PreciseShareOfNoise);
        return new Apart(distance, call, inevitable, Math.Max(inevitable, Tolerance * distance.Scale), null, "float64");
    }

    /// <summary>The judgement of the distance in the model's own dtypes, or null where there is none.</summary>
    /// <param name="difference">The output's difference.</param>
    /// <param name="call">The call that it was seen on.</param>
    /// <param name="usual">
    /// The output's largest noise on inputs like those of real use, relative to its largest element: on one call it may be small by luck.
    /// </param>
    public Apart? Single(OutputDifference difference, string call, double usual)
    {
        if (difference.Single is not { } distance) return null;
        var noise = Math.Max(difference.Noise ?? 0, usual * distance.Scale);
        var inevitable = (NoiseFactor * noise) + (UnitsInLastPlace * Unit(distance.Type) * distance.Scale);
        var without = difference.Double is not null || IsExact ? 0 : Loosened;
        return new Apart(
            distance,
            call,
            inevitable,
            Math.Max(inevitable, (Asked ?? without) * distance.Scale),
            difference.Noise,
            distance.Type is "Float64" ? "float64" : "float32");
    }

    /// <summary>The distance from 1 to the next number.</summary>
    private static double Unit(string type) => type switch
    {
        "Float64" or "ComplexFloat64" or "Double" => Precise / UnitsInLastPlace,
        "Float32" or "ComplexFloat32" or "Single" => Math.Pow(2, -23),
        "Float16" => Math.Pow(2, -10),
        "BFloat16" => Math.Pow(2, -7),
        _ => 0,
    };
}

/// <summary>How far an output of two versions is apart in one precision, where it is most, and how far it may be.</summary>
/// <param name="Distance">The distance.</param>
/// <param name="Case">The call that showed it.</param>
/// <param name="Inevitable">The absolute difference that rounding alone makes.</param>
/// <param name="Allowed">The absolute difference that counts as equal.</param>
/// <param name="Noise">The absolute distance of the version before from itself in float64, where this is of another precision.</param>
/// <param name="Precision">What the model ran in.</param>
internal sealed record Apart(Distance Distance, string Case, double Inevitable, double Allowed, double? Noise, string Precision)
{
    public bool IsEqual => Distance.Absolute <= Allowed;

    /// <summary>The smallest --tolerance under which it counts as equal.</summary>
    public double Needs => Distance.Absolute <= Inevitable ? 0 : Distance.Relative;

    /// <summary>The one of two that is further beyond what is allowed.</summary>
    public static Apart? Worse(Apart? one, Apart? other)
    {
        if (one is null || other is null) return one ?? other;
        return Share(other) > Share(one) ? other : one;

        static double Share(Apart apart) => apart.Distance.Absolute == 0 ? 0 : apart.Distance.Absolute / apart.Allowed;
    }
}
