using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers.Rules.Tracing;

/// t.item&lt;float&gt;() > 0.5f ? a : b  =>  torch.where(t > 0.5f, a, b)
/// if (t.item&lt;float&gt;() > 0.5f) y = a; else y = b;  =>  y = torch.where(t > 0.5f, a, b);
/// Where t is a float32 of one element, the number a float, and a and b are new floating-point tensors of one shape and dtype that are
/// computed by arithmetic alone: then both may be computed. The gradient of the one that is not chosen is multiplied by 0, which an
/// infinity makes NaN. A double is compared in double, in which 0.1 is another number: never for those.
/// Anything else that reads a tensor is reported: a number, a loop, other branches. Not where the tensor is no function of an input, where
/// the branch only throws, or where the number is only printed.
/// Hostile: a trace records what the example does, and says nothing of the branch that it did not take.
internal sealed class TensorValueRule : Rule
{
    private static readonly RuleDescriptor ValueRead = new(
        "MFX1701",
        "A tensor's value that is read in forward is frozen in the exported model",
        "{0} reads a tensor while the model is traced: {1}; {2}",
        "An exporter that traces records what the example input does. A branch, a loop or a number that depends on a tensor's value is "
        + "exported as it was for the example, without a warning, and is wrong for other inputs.",
        new Hostility(
            "measured: a branch is exported as the example takes it, off by 1.9 for other inputs; bmnetp and onnxify take no control flow",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT),
            new TargetRange(TargetFamily.Bmnetp),
            new TargetRange(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [ValueRead];

    public override IReadOnlyList<Pattern> Patterns { get; } = [ValueReads.All(InspectRead)];

    private static Finding? InspectRead(IOperation read, IOperation tensor, TorchCompilation torch)
    {
        var use = ValueUse.Of(read);
        if (use.IsHarmless || !InputDependence.Of(tensor, torch)) return null;
        var node = read.Syntax switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
            CastExpressionSyntax cast => cast.Type,
            var syntax => syntax,
        };
        var written = read is IConversionOperation ? $"the cast to {node}" : CSharpText.Text(node);
        return WhereForm.Of(read, use, torch) is { } fix
            ? ValueRead.Proven(node, fix, written, use.Frozen, "where computes both and chooses at run time") with
            {
                Equality = Equality.InferenceOnly,
            }
            : ValueRead.Report(node, written, use.Frozen, use.Instead);
    }
}
