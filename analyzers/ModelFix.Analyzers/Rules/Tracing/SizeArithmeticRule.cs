using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// x.narrow(2, 0, x.shape[2] / 2)                            =>  x.narrow(2, 0, 4)
/// x.split((long)Math.Ceiling(x.shape[1] / 2.0), 1)          =>  x.split(3, 1)
/// x[.., (int)(x.shape[1] / 2)..]                            =>  x[.., 3..]
/// Exact where the size is proven: the number is the same. What the author named stays: x.shape[2] / Window becomes 8 / Window.
/// Only where an operator or a range takes a number that is divided or rounded: a size that is given on as it is exports as it is.
/// Hostile: a quotient of sizes is a tensor to a tracing exporter, and an index that is one exports as a chain of operators or not at all.
internal sealed class SizeArithmeticRule : Rule
{
    private static readonly RuleDescriptor Arithmetic = new(
        "MFX1703",
        "A size that is divided exports as operators on tensors",
        "'{0}' is computed from sizes at run time; {1}",
        "A quotient of sizes, or one that is rounded, is a tensor in the exported graph: with dynamic sizes a slice at it does not export "
        + "at opset 9, and later as a chain of shape operators.",
        new Hostility(
            "measured with dynamic sizes: no export of a slice at a half at opset 9, 7 to 14 nodes later",
            new TargetRange(TargetFamily.Onnx, To: "9.0"),
            TargetRange.Bloated(TargetFamily.Onnx, from: "11.0"),
            new TargetRange(TargetFamily.TensorRT, To: "6.0"),
            TargetRange.Bloated(TargetFamily.TensorRT, from: "7.1"),
            TargetRange.Bloated(TargetFamily.Bmnetp),
            TargetRange.Bloated(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Arithmetic];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        Calls.Of(
            InspectCall, "narrow", "slice", "select", "split", "tensor_split", "pad", "roll", "repeat", "tile", "topk", "unfold",
            "avg_pool1d", "avg_pool2d", "avg_pool3d", "max_pool1d", "max_pool2d", "max_pool3d"),
        ElementReads.All(InspectRead),
    ];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch) => Inspect(
        call.Invocation,
        call.Invocation.Arguments.Where(a => a.ArgumentKind != ArgumentKind.DefaultValue).SelectMany(a => a.Value.Elements()),
        torch);

    /// <summary>The ends of ranges.</summary>
    private static Finding? InspectRead(IPropertyReferenceOperation read, TorchCompilation torch) => Inspect(
        read,
        IndexItem.ListOf(read, torch).SelectMany(i => new[] { i.From, i.To }).OfType<IOperation>().Select(FromEnd),
        torch);

    private static Finding? Inspect(IOperation place, IEnumerable<IOperation> numbers, TorchCompilation torch)
    {
        var computed = numbers
            .Select(n => Whole(n.WithoutConversions()))
            .Where(e => IsNumber(e.Type) && IsDivided(e, torch, depth: 4)
                && SizeReads.Tensors(e, torch).Any(t => InputDependence.Of(t, torch)))
            .ToList();
        if (computed.Count == 0) return null;
        var literals = computed.Select(c => (c.Syntax, Text: SizeArguments.Literal(c, torch))).ToList();
        var written = CSharpText.Text(computed[0].Syntax);
        if (literals.Any(l => l.Text is null))
            return Arithmetic.Report(
                computed[0].Syntax,
                written,
                "state the input's shape in a doc comment or in modelfix.json, so that a literal can be proven");
        var edits = literals.Select(l => SourceEdit.Replace(l.Syntax, l.Text!)).ToImmutableArray();
        return Arithmetic.Proven(
            computed[0].Syntax,
            UnusedSizes.TakenBy(
                new Fix($"Write {literals[0].Text}", edits), place, edits.Select(e => e.Span).ToImmutableArray(), torch),
            written,
            $"it is {literals[0].Text}");
    }

    /// <summary>The number behind the hat of ^n.</summary>
    private static IOperation FromEnd(IOperation end) =>
        end is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand: var operand } ? operand : end;

    /// <summary>The number with the casts that are written before it.</summary>
    private static IOperation Whole(IOperation number)
    {
        while (number.Parent is IConversionOperation { OperatorMethod: null, IsImplicit: false } cast) number = cast;
        return number;
    }

    /// <summary>True where it is a quotient, a remainder or rounded, or a local that is.</summary>
    private static bool IsDivided(IOperation number, TorchCompilation torch, int depth)
    {
        if (depth == 0) return false;
        return number.DescendantsAndSelf().Any(o => o switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder } => true,
            IInvocationOperation { TargetMethod: { ContainingType: { Name: "Math" or "MathF" } } } => true,
            ILocalReferenceOperation => VariableUses.Of(o) is { Writes: { Length: 1 } writes } && writes[0].Value is { } value
                && IsDivided(value, torch, depth - 1),
            _ => false,
        });
    }

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
}
