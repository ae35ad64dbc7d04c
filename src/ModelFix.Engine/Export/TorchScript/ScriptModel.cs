using System.Collections.Immutable;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>A model as TorchScript.</summary>
/// <param name="Inputs">The parameters of forward.</param>
/// <param name="Lines">Its body, without the return.</param>
/// <param name="Outputs">The tensors that it returns, in their order.</param>
/// <param name="Variables">The variables that those are.</param>
/// <param name="Returned">How they lie in what it returns.</param>
/// <param name="Weights">The parameters and buffers that it uses.</param>
/// <param name="Constants">Other tensors: CONSTANTS.c0 and so on.</param>
internal sealed record ScriptModel(
    ImmutableArray<GraphPort> Inputs,
    ImmutableArray<string> Lines,
    ImmutableArray<GraphPort> Outputs,
    ImmutableArray<string> Variables,
    ReturnedValue Returned,
    ImmutableArray<ScriptWeight> Weights,
    ImmutableArray<TensorData> Constants)
{
    /// <summary>
    /// From which version of the archive on operators mean what they do now; a reader that is given a lower one puts what they meant then
    /// in their place. The source: operator_upgraders/version_map.h of PyTorch.
    /// </summary>
    private static readonly ImmutableArray<(string Code, int Version)> Changes =
        [("torch.div", 4), ("torch.full(", 5), ("torch.linspace(", 8), ("torch.logspace(", 9), ("approximate=", 10)];

    /// <summary>The least version of the archive that says what is meant, so that many versions of PyTorch read it.</summary>
    public int Version => Changes.Where(c => Lines.Any(l => l.Contains(c.Code, StringComparison.Ordinal))).Max(c => (int?)c.Version) ?? 3;

    /// <summary>
    /// The method that gives the tensors alone, one or a tuple of them: forward, or one beside it where TorchSharp cannot take what forward
    /// returns.
    /// </summary>
    public string TensorsMethod
    {
        get
        {
            if (ScriptResult.IsTaken(Returned)) return ScriptCode.Forward;
            var name = "tensors";
            while (Weights.Any(w => w.Name.Split('.')[0] == name)) name += "_";
            return name;
        }
    }

    /// <summary>How many calls of each operator there are.</summary>
    public IEnumerable<KeyValuePair<string, int>> Operators => Lines
        .SelectMany(l => l.Split("torch.").Skip(1).Select(part => part[..part.IndexOf('(', StringComparison.Ordinal)]))
        .CountBy(name => name);
}

/// <summary>A parameter or buffer.</summary>
/// <param name="Name">Its name in the state_dict.</param>
/// <param name="IsParameter">False for a buffer.</param>
/// <param name="Data">Its elements.</param>
internal sealed record ScriptWeight(string Name, bool IsParameter, TensorData Data);
