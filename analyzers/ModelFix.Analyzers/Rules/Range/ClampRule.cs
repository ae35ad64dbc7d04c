using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Range;

/// x.clamp(min: a)   =>  x.clamp(min: a, max: double.PositiveInfinity)
/// x.clamp_max(b)    =>  x.clamp(double.NegativeInfinity, b)
/// Exact for floating-point tensors, NaN and infinities included, and where a floating-point bound makes the result floating point anyway.
/// An integer tensor would become floating point by an infinite bound: it gets the extreme of its own dtype, which cuts nothing off.
/// A bound that is a variable might be NaN: with one bound that means no bound, with two every element becomes NaN. Then the rewrite is an
/// assumption.
/// Never float.MaxValue, which overflows bfloat16, truncates float64 and makes integers floating point; never relu, whose gradient at 0
/// differs.
/// Hostile: a Clip with a missing input, which ONNX defines to cut infinities to 3.4e38 and TensorRT 7 rejects.
internal sealed class ClampRule : Rule
{
    private static readonly RuleDescriptor OneSided = new(
        "MFX1101",
        "clamp with one bound missing exports as an incomplete Clip",
        "{0} without a {1} exports as a Clip that {2}; {3}",
        "A Clip without a bound cuts infinities to the largest float, and TensorRT 7 rejects it. Give the missing bound as an infinity.",
        new Hostility(
            "measured at opsets 9 to 17: a missing max turns +inf into 3.4028e38; the importer of TensorRT 7 asserts that the max of "
            + "Clip is an initializer",
            TargetRange.Miscomputed(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT, From: "7.1", To: "7.1")));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [OneSided];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "clamp", "clamp_min", "clamp_max", "clip")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (OneSidedClamp.From(call, torch) is not { } clamp) return null;

        // From here on exactly one bound is given.
        var bound = ClampBound.For(clamp, torch);
        if (call.IsConditionalAccess)
            return OneSided.Report(call.NameSyntax, Says($"take the call out of the conditional access to give the {clamp.Missing}"));
        if (bound.Text is not { } text) return OneSided.Report(call.NameSyntax, Says(bound.Reason));
        var fix = new Fix($"Give the {clamp.Missing} as {text}", clamp.Edits(text, torch));
        return bound.Assumption is { } assumption
            ? OneSided.Assumed(call.NameSyntax, assumption, fix, Says($"{text} as the {clamp.Missing} is the same if {bound.Condition}"))
            : OneSided.Proven(call.NameSyntax, fix, Says($"{text} as the {clamp.Missing} is the same"));

        string[] Says(string? instead) => [call.NameSyntax.Identifier.ValueText, clamp.Missing, Damage(clamp, bound), instead ?? ""];
    }

    private static string Damage(OneSidedClamp clamp, ClampBound bound)
    {
        if (bound.IsExtreme) return "TensorRT 7 rejects and ONNX Runtime cannot load up to opset 11";
        return clamp.Missing == "max"
            ? "cuts +inf to 3.4e38 and that TensorRT 7 rejects"
            : "raises -inf to -3.4e38 and that TensorRT 7 rejects";
    }
}
