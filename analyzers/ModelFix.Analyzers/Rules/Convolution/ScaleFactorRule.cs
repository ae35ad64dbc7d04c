using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// interpolate(x, scale_factor: new double[] { 2 })  =>  interpolate(x, scale_factor: new double[] { 2, 2 })
/// Where x is proven to have more than one spatial dim. The call throws before and not after, so that nothing is the same and the fix is
/// only offered. It is not where the factor may be another one when it is evaluated again.
/// Hostile: PyTorch repeats one factor, libtorch wants as many as there are dims.
internal sealed class ScaleFactorRule : Rule
{
    private static readonly RuleDescriptor OneFactor = new(
        "MFX1506",
        "One scale factor does not resize several dims",
        "{0} has one scale factor for an input of {1} dims and throws; {2}",
        "TorchSharp wants a scale factor for each spatial dim, where PyTorch repeats a single one: it throws, and with libtorch up to 1.13 "
        + "ends the process.",
        Hostility.Everywhere("libtorch checks the number of factors on every call; with libtorch 1.13 nobody catches what it throws"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [OneFactor];

    public override IReadOnlyList<Pattern> Patterns { get; } = Resizing.Patterns(Inspect);

    private static Finding? Inspect(Resizing resizing, TorchCompilation torch)
    {
        if (resizing.Size is not null || resizing.SingleFactor is not { } factor) return null;
        if (resizing.Inputs.Select(s => s.Rank).Max() is not (> 3 and { } rank)) return null;
        var finding = OneFactor.Report(resizing.Node, resizing.Name, CSharpText.Of(rank), "give one for each dim after the channels");
        return resizing.Inputs.All(s => s.Rank == rank) && CSharpText.IsRepeatable(factor.WithoutConversions())
            ? finding with { Fixes = ImmutableArray.Create(Repeated(factor, rank - 2)) }
            : finding;
    }

    private static Fix Repeated(IOperation factor, int dims)
    {
        var text = CSharpText.Text(factor.Syntax);
        var more = string.Concat(Enumerable.Repeat(", " + text, dims - 1));
        return new Fix(
            $"Give {CSharpText.Of(dims)} scale factors", SourceEdit.Insert(factor.Syntax.SyntaxTree, factor.Syntax.Span.End, more));
    }
}
