using ModelFix.Core.Export;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Export.Recording;

namespace ModelFix.Engine.Export;

/// <summary>What the runs of a model at the same sizes tell of it.</summary>
/// <param name="runs">The runs.</param>
/// <param name="results">What came of them.</param>
/// <param name="data">The file with the tensors' elements.</param>
internal sealed class RepeatedRuns(IReadOnlyList<RecordRun> runs, IReadOnlyList<RunResult> results, string data)
{
    /// <summary>Sums that several threads add up may differ so far from call to call.</summary>
    private const double Same = 1e-5;

    /// <summary>What changes by less is hardly more than rounding.</summary>
    private const double Hardly = 1e-3;

    /// <summary>Why the model is none that a graph can be, or null.</summary>
    public string? Obstacle => Change(RunPurpose.Repetition) is { } change && !(change <= Same)
        ? "forward gives something else when it is called again with the same inputs: it keeps something from call to call, which no graph "
            + "does"
        : null;

    /// <summary>What a user should know of how much the comparison says, or null.</summary>
    public string? Note => runs[0].Inputs.Count > 0 && Change(RunPurpose.OtherInputs) is { } change and < Hardly
        ? FormattableString.Invariant(
            $"with these weights the outputs hardly depend on the inputs (other inputs change them by {change:0.0e-0} of their largest ")
            + "element), so that the comparison says little: pass trained --weights"
        : null;

    /// <summary>How far other roundings of the inputs' last digits change the outputs.</summary>
    public double Rounding => Change(RunPurpose.Rounding) ?? 0;

    /// <summary>How far the outputs of such a run are from the first's at most; null where there is none.</summary>
    private double? Change(RunPurpose purpose)
    {
        var at = runs.ToList().FindIndex(r => r.Purpose == purpose);
        if (at < 0 || at >= results.Count || results[at].Failure is not null) return null;
        var (first, other) = (results[0].Outputs, results[at].Outputs);
        if (first.Count != other.Count) return double.PositiveInfinity;
        return first.Zip(other, (one, two) => Distance(one.Tensor, two.Tensor)).DefaultIfEmpty(0).Max();
    }

    private double Distance(RecordedTensor one, RecordedTensor two)
    {
        if (one.Type != two.Type || !one.Shape.SequenceEqual(two.Shape)) return double.PositiveInfinity;
        var type = (int)OnnxTypes.Number(OnnxTypes.OfTorchSharp(one.Type));
        var (absolute, scale) = ElementDistance.Of(type, one.Elements!.Read(data), two.Elements!.Read(data));
        return absolute / scale;
    }
}
