using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// Conv2d(3, 8, 3, Padding.Same)              =>  Conv2d(3, 8, 3, padding: 1)
/// Conv2d(3, 8, (3, 5), Padding.Same)         =>  Conv2d(3, 8, (3, 5), padding: (1, 2))
/// conv2d(pad(x, (1, 1, 1, 1)), w)            =>  conv2d(x, w, padding: new long[] { 1, 1 })  (<see cref="ZeroPadding"/>)
/// Exact where kernel and dilation are constant and (kernel - 1) * dilation is even for each dim: half of it stands on either side. An odd
/// one is padded by one more behind than before, which no argument says: it is only reported. Zeros that are padded before a convolution
/// are its own padding where there are as many before as behind, up to the order in which float32 is added: that is assumed to be right.
/// Hostile: exporters have no symbol for a convolution that is padded by a name. Of a padding before it they compute the sizes in the
/// graph.
internal sealed class SamePaddingRule : Rule
{
    private static readonly Hostility Padded = new(
        "measured at opsets 11 to 17: a Pad and what computes its sizes",
        TargetRange.Bloated(TargetFamily.Onnx, from: "11.0"),
        TargetRange.Bloated(TargetFamily.TensorRT, from: "7.1"));

    private static readonly RuleDescriptor Same = new(
        "MFX1504",
        "A convolution's padding does not export, or exports as nodes of its own",
        "{0} is a padding that {1}; {2}",
        "Exporters have no symbol for a convolution whose padding has a name instead of a size. For a constant kernel it is a number. "
        + "Zeros that are padded before it export as a Pad with sizes that the graph computes.",
        new Hostility(
            $"measured at opsets 9 to 17: an error; {Padded.Source}",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT)));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Same];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        Constructions.Of(InspectLayer, "Conv1d", "Conv2d", "Conv3d"),
        Calls.Of(
            (call, torch) => Suggested(call.Syntax, torch, () => ZeroPadding.Inspect(call, Same, torch)), "pad"),
        Constructions.Of(
            (layer, torch) => Suggested(layer.Construction.Syntax, torch, () => ZeroPadding.Inspect(layer, Same, torch)), "ZeroPad2d"),
    ];

    /// <summary>A padding of its own exports, as more nodes than it needs.</summary>
    private static Finding? Suggested(SyntaxNode at, TorchCompilation torch, Func<Finding?> find) =>
        Padded.Covers(torch.TargetAt(at)) && find() is { } finding ? finding with { Severity = DiagnosticSeverity.Info } : null;

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        var arguments = layer.Arguments;
        if (arguments["padding"] is not IFieldReferenceOperation { Field: { Name: "Same", ContainingType.TypeKind: TypeKind.Enum } })
            return null;
        if (SequentialInputs.InputsOf(layer.Construction, torch) is { IsEmpty: true }) return null;

        var dims = layer.Kind[layer.Kind.Length - 2] - '0';
        if (Constants(arguments, "kernel_size", dims) is not { } kernel || Constants(arguments, "dilation", dims) is not { } dilation)
            return Report("make kernel and dilation constants, so that its size can be given");
        if (arguments["padding_mode"] is not (null or IFieldReferenceOperation { Field.Name: "Zeros" }))
            return Report("pad its input, and convolve that without padding");
        var total = kernel.Zip(dilation, (k, d) => (k - 1) * d).ToList();
        if (total.Any(t => t % 2 != 0)) return Report($"pad its input by {string.Join(" and ", total)}, one more behind than before");
        if (total.All(t => t == 0)) return Report("leave it out: a kernel of size 1 needs none");

        // From here on it is the same on either side.
        var padding = arguments.Syntax("padding")!;
        var isTuple = arguments["kernel_size"] is ITupleOperation;
        var sizes = total.Select(t => CSharpText.Of(t / 2)).ToList();
        var text = isTuple ? $"({string.Join(", ", sizes)})" : sizes[0];
        if (CSharpText.HasComments(padding.SyntaxTree, padding.Span) || !MayBeNamed(padding))
            return Report($"its size is {text}, to be written by hand");
        var edit = padding.NameColon is null
            ? SourceEdit.Replace(padding, $"{arguments.NameInSource("padding")}: {text}")
            : SourceEdit.Replace(padding.Expression, text);
        return Same.Proven(layer.Construction.Syntax, new Fix($"Pad by {text}", edit), Says($"padding: {text} is the same"));

        string[] Says(string instead) => [$"Padding.Same of {layer.Kind}", "does not export", instead];
        Finding Report(string instead) => Same.Report(layer.Construction.Syntax, Says(instead));
    }

    /// <summary>True where no argument that follows would move to another parameter.</summary>
    private static bool MayBeNamed(ArgumentSyntax padding) => padding.Parent is ArgumentListSyntax list
        && list.Arguments.SkipWhile(a => a != padding).Skip(1).All(a => a.NameColon is not null);

    /// <summary>A number for each dim, 1 where none is given; null where one is not constant or not above 0.</summary>
    private static ImmutableArray<long>? Constants(TorchArguments arguments, string name, int dims)
    {
        if (arguments[name] is not { } given) return Enumerable.Repeat(1L, dims).ToImmutableArray();
        var numbers = given.Elements().Select(e => e.ConstantValue.Value switch { int n => n, long n => n, _ => 0L }).ToImmutableArray();
        if (numbers.Any(n => n is <= 0 or > int.MaxValue)) return null;
        if (numbers.Length == dims) return numbers;
        return numbers.Length == 1 && given is not ITupleOperation ? Enumerable.Repeat(numbers[0], dims).ToImmutableArray() : null;
    }
}
