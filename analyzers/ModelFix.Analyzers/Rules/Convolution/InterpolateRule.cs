using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers.Rules.Convolution;

/// interpolate(x, size: y.shape[2..])  =>  interpolate(x, scale_factor: new double[] { 2, 2 })
/// interpolate(x, size: y.shape[2..])  =>  interpolate(x, size: new long[] { 15, 20 })
/// Factors where each output size is a whole multiple of the input's: libtorch then samples at the same places, in every mode. Other
/// factors may lose a pixel (11 times 15/11 is 14), so that literal sizes are written where the size is proven and no such multiple.
/// What the author named stays: a size that has such a part gets literals beside it, and factors are only told.
/// A size that is constant already and no multiple stays as it is, and so does mode Area, which is adaptive pooling.
/// Hostile: a size is computed by Shape, Slice and Concat even where it is constant; read from a tensor it hides all later sizes.
internal sealed class InterpolateRule : Rule
{
    private static readonly RuleDescriptor Size = new(
        "MFX1501",
        "Resizing to a size that is read from a tensor hides the output's size",
        "{0} resizes to {1}; {2}",
        "A size exports as Shape, Slice and Concat in front of Resize, also where it is constant, and one that is read from another tensor "
        + "hides the size of what follows. A scale factor exports as a single Resize with constant scales.",
        new Hostility(
            "measured at opsets 9 to 17: 4 nodes with a static shape, 12 with Shape and Gather with a dynamic one, 1 with a scale factor; "
            + "onnxify takes only scale factors",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT),
            new TargetRange(TargetFamily.Bmnetp),
            new TargetRange(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    /// <summary>Who refuses a size that is constant; for the others it is a few nodes more.</summary>
    private static readonly Hostility ConstantSizes = new(
        "TensorRT up to 6 knows no Shape; onnxify takes only scale factors",
        new TargetRange(TargetFamily.TensorRT, To: "6.0"),
        new TargetRange(TargetFamily.Onnxify));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Size];

    public override IReadOnlyList<Pattern> Patterns { get; } = Resizing.Patterns(Inspect);

    private static Finding? Inspect(Resizing resizing, TorchCompilation torch)
    {
        if (resizing.Size is null || resizing.ScaleFactor is not null || resizing.IsArea || resizing.Recomputes) return null;

        // From here on a size is given, and nothing else.
        var form = new ResizingForm(resizing, torch);
        var factors = form.Factors();
        if (factors is { } all && !form.HasNames)
        {
            var array = torch.StyleAt(resizing.Node).Doubles(all);
            return form.Scaled(array) is { } fix
                ? Found($"scale_factor: {array} is the same", fix)
                : Found($"scale_factor: {array} is the same, to be written by hand: a comment stands in the size", fix: null);
        }

        // From here on there is no whole multiple, or it is not known, or it would take a name away that the author gave.
        var told = factors is { } known ? $"scale factors {string.Join(", ", known)} are the same for its input" : null;
        if (!form.Reads) return told is null ? null : Found(told, fix: null);
        if (form.Literals is not { } literals)
            return Found(told ?? "state the sizes of its input and of the tensor in a doc comment or in modelfix.json", fix: null);
        return form.Literal() is { } literal
            ? Found($"the size is {literals}", literal)
            : Found($"the size is {literals}, to be written by hand: a comment stands in the size", fix: null);

        Finding Found(string instead, Fix? fix)
        {
            string[] arguments = [resizing.Name, form.Reads ? "a size that is read from a tensor" : "a constant size", instead];
            var finding = fix is null ? Size.Report(resizing.Node, arguments) : Size.Proven(resizing.Node, fix, arguments);
            var isSuggestion = !form.Reads && !ConstantSizes.Covers(torch.TargetAt(resizing.Node));
            return finding with { Severity = isSuggestion ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning };
        }
    }
}
