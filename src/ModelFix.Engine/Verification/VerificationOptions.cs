namespace ModelFix.Engine.Verification;

/// <summary>How models are run and compared.</summary>
/// <param name="Time">The limit for all runs of one model.</param>
/// <param name="Memory">
/// The limit for the memory that the process that runs a model has for itself, in bytes: files that it maps, as libtorch's, do not count.
/// </param>
/// <param name="Tolerance">
/// The largest difference that counts as equal, relative to the largest element of an output; null for what <see cref="Allowance"/> says.
/// </param>
internal sealed record VerificationOptions(TimeSpan Time, long Memory, double? Tolerance)
{
    public static readonly VerificationOptions Default = new(TimeSpan.FromSeconds(120), 4L << 30, null);
}
