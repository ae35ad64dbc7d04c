namespace ModelFix.Engine.Verification;

/// <summary>The stages of a verification, in their order.</summary>
internal enum Stage
{
    EngineLoads,
    CompilesBefore,
    CompilesAfter,
    ConstructsBefore,
    ConstructsAfter,
    SameState,
    RunsBefore,
    RunsAfter,
    OutputsEqual,
    GradientsBefore,
    GradientsAfter,
    GradientsEqual,
    StateKept,
    ExportsBefore,
    ExportsAfter,
}

internal static class Stages
{
    public static string Title(this Stage stage) => stage switch
    {
        Stage.EngineLoads => "libtorch loads",
        Stage.CompilesBefore => "compiles before",
        Stage.CompilesAfter => "compiles after",
        Stage.ConstructsBefore => "constructs before",
        Stage.ConstructsAfter => "constructs after",
        Stage.SameState => "same state_dict keys and shapes",
        Stage.RunsBefore => "runs before",
        Stage.RunsAfter => "runs after",
        Stage.OutputsEqual => "outputs equal",
        Stage.GradientsBefore => "gradients before",
        Stage.GradientsAfter => "gradients after",
        Stage.GradientsEqual => "gradients equal",
        Stage.StateKept => "same state_dict values afterwards",
        Stage.ExportsBefore => "exports and runs in ONNX Runtime before",
        Stage.ExportsAfter => "exports and runs in ONNX Runtime after",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };
}
