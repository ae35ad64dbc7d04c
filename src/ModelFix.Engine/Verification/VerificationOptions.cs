namespace ModelFix.Engine.Verification;

/// <summary>What runs the models.</summary>
internal enum EngineChoice
{
    /// <summary>The project's own TorchSharp where its native library loads, else the embedded engine.</summary>
    Auto,
    TorchSharp,
    Managed,
}

/// <summary>How models are run and compared.</summary>
/// <param name="Engine">What runs them.</param>
/// <param name="Time">The limit for all runs of one model.</param>
/// <param name="Memory">The limit for the process that runs a model, in bytes.</param>
/// <param name="Tolerance">The largest difference allowed, relative to the largest output; null for what the applied rules promise.</param>
internal sealed record VerificationOptions(EngineChoice Engine, TimeSpan Time, long Memory, double? Tolerance)
{
    public static readonly VerificationOptions Default = new(EngineChoice.Auto, TimeSpan.FromSeconds(120), 4L << 30, null);
}
