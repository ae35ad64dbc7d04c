namespace ModelFix.Engine.Verification;

/// <summary>The stages of a verification, in their order.</summary>
internal enum Stage
{
    CompilesBefore,
    CompilesAfter,
    Constructs,
    SameState,
    RunsBefore,
    RunsAfter,
    OutputsEqual,
    GradientsEqual,
}

internal static class Stages
{
    public static string Title(this Stage stage) => stage switch
    {
        Stage.CompilesBefore => "compiles before",
        Stage.CompilesAfter => "compiles after",
        Stage.Constructs => "constructs",
        Stage.SameState => "same state_dict keys and shapes",
        Stage.RunsBefore => "runs before",
        Stage.RunsAfter => "runs after",
        Stage.OutputsEqual => "outputs equal",
        Stage.GradientsEqual => "gradients equal",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };
}
