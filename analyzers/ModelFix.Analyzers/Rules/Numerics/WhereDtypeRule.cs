using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Numerics;

/// where(mask, x, 0)      =>  where(mask, x, 0f)                          where x is float32
/// where(mask, x, index)  =>  where(mask, x, index.to(x.dtype))           where x is floating point and index of integers
/// where(mask, x, -1e9)   =>  where(mask, x, tensor(-1e9, dtype: x.dtype))
/// libtorch brings both to one dtype before it chooses, and the cast is what it does: every bit and gradient is the same. A tensor without
/// dims gives way to one with dims, so the ranks must be known where both are of a kind.
/// A number beside a tensor of unknown dtype is taken to be of another: C# has int, double where models have float32 and int64. A float
/// is not.
/// Hostile: the exporter writes the branches as they are, and Where takes two of one dtype.
internal sealed class WhereDtypeRule : Rule
{
    private static readonly RuleDescriptor Mixed = new(
        "MFX1801",
        "where with branches of different dtypes does not load",
        "where chooses between {0} and {1}, which runtimes refuse; {2}",
        "libtorch brings the branches of where to one dtype. An exporter writes Where without the casts, and a runtime refuses to load it.",
        new Hostility(
            "measured at opsets 9 to 17: ONNX Runtime refuses the model, \"Type parameter (T) of Optype (Where) bound to different types\"",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT, From: "7.1")));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Mixed];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "where")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        var first = call.Arguments.Has("x") ? call.Arguments["x"] : call.Input;
        if (first is null || call.Arguments["y"] is not { } second) return null;
        var (a, b) = (ChosenBranch.Of(first, torch), ChosenBranch.Of(second, torch));
        if (!a.MayDifferFrom(b)) return null;

        if (call.IsConditionalAccess && call.Input == first) return Report("write the call without ?., and give both one dtype");
        if (call.Invocation.Descendants().Any(o => o is IAssignmentOperation or IIncrementOrDecrementOperation))
            return Report("give both one dtype, and mind what is assigned in the call");

        var result = ChosenBranch.Promoted(a, b);
        if (result is null)
        {
            // A number takes the dtype of a tensor with dims.
            var (tensor, number) = a.IsNumber ? (b, a) : (a, b);
            return number.IsNumber && tensor.DtypeText is { } given
                ? Mixed.Assumed(
                    call.NameSyntax,
                    tensor.GivesItsDtypeTo(number),
                    new Fix($"Give it the dtype {given}", number.AsTensor(given, torch)),
                    a.Name,
                    b.Name,
                    $"tensor({number.Text}, dtype: {given}) is the same if {tensor.GivesItsDtypeTo(number)}")
                : Report("state the dtypes in a doc comment or in modelfix.json, or cast one to that of the other");
        }

        var dtype = new[] { a, b }.Where(p => p.Type == result && !p.IsNumber).Select(p => p.DtypeText).FirstOrDefault(t => t is not null);
        if (result == ElementType.Floating && dtype is null) return Report("cast one to the dtype of the other");
        var edits = new[] { a, b }
            .Where(p => p.Type != result)
            .SelectMany(p => p.Cast(result.Value, dtype, torch))
            .ToImmutableArray();
        return Mixed.Proven(call.NameSyntax, new Fix("Give both one dtype", edits), a.Name, b.Name, $"the result is {Shown(result.Value)}");

        Finding Report(string instead) => Mixed.Report(call.NameSyntax, a.Name, b.Name, instead);
    }

    private static string Shown(ElementType type) => type == ElementType.Floating ? "floating point" : ChosenBranch.NameOf(type);
}
