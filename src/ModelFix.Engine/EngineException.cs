namespace ModelFix.Engine;

/// <summary>Something that a user can mend: which file, what is wrong with it, and what to do next. Nothing was changed.</summary>
public sealed class EngineException(string path, string cause, string nextStep, int exitCode = ExitCodes.NotLoaded)
    : Exception($"{path}: {cause}. {nextStep}")
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>What a run ends with.</summary>
public static class ExitCodes
{
    public const int Done = 0;
    public const int FindingsRemain = 1;
    public const int WrongUsage = 2;
    public const int NotLoaded = 3;
    public const int VerificationFailed = 4;

    /// <summary>TorchSharp's native library, on which models are run, could not be found, restored or loaded.</summary>
    public const int EngineNotLoaded = 5;

    public const int Cancelled = 130;
}
