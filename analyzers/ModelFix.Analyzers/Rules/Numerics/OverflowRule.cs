using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Numerics;

/// softmax(scores.masked_fill(mask, -inf))   =>  the same, with a finite number, or with rows that are masked whole cleared
/// softmax(scores + mask * -inf)             =>  the same, with masked_fill
/// x.masked_fill(mask, -1e9), x.square().sum() where x is float16  =>  the same, with what float16 holds, or in float32
/// No rewrite: with another number a masked element keeps a weight, and what a row without elements is to give only its author knows.
/// Of masks only those are looked at that a caller gives to forward: a triangle keeps an element of each row, and so does a mask that is
/// computed from the scores. Not where the method looks for NaN afterwards.
/// Hostile: no target computes anything else than NaN, or infinity, and many say nothing.
internal sealed class OverflowRule : Rule
{
    /// <summary>The largest number of float16.</summary>
    private const double Largest = 65504;

    /// <summary>Operators whose results are so small that their squares may be added up.</summary>
    private static readonly ImmutableHashSet<string> Small = ImmutableHashSet.Create(
        "softmax", "log_softmax", "sigmoid", "tanh", "normalize", "hardsigmoid", "clamp", "sin", "cos", "sign");

    private static readonly RuleDescriptor Overflow = new(
        "MFX1802",
        "A masked softmax or a sum of squares leaves the numbers",
        "{0} gives {1}; {2}",
        "The softmax of a row that is -inf throughout is NaN, 0 times an infinity is NaN, and float16 ends at 65504. What follows is NaN "
        + "or infinite too, in libtorch as in every runtime.",
        new Hostility(
            "IEEE 754; run on libtorch: NaN for a row that is masked whole, an error for a number that float16 does not hold",
            TargetRange.Miscomputed(TargetFamily.Onnx),
            TargetRange.Miscomputed(TargetFamily.TensorRT),
            TargetRange.Miscomputed(TargetFamily.Bmnetp),
            TargetRange.Miscomputed(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Overflow];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        Calls.Of(InspectSoftmax, "softmax", "log_softmax"),
        Calls.Of(InspectFill, "masked_fill"),
        Calls.Of(InspectSum, "sum", "mean", "norm"),
    ];

    private static Finding? InspectSoftmax(TorchCall call, TorchCompilation torch)
    {
        if (MaskedScores.Before(call.Input, torch) is not { } masked) return null;
        var written = $"'{CSharpText.Text(masked.Mask.Syntax)}'";
        if (masked.IsProduct)
            return Overflow.Report(
                call.NameSyntax,
                call.Operator,
                $"NaN wherever {written} multiplies 0 by an infinity",
                "fill with masked_fill, or choose with where");
        return MaskedScores.RootOf(masked.Mask, torch) is null || LooksForNaN(call)
            ? null
            : Overflow.Report(
                call.NameSyntax,
                call.Operator,
                $"NaN for a row that {written} masks whole, since all of it is -inf",
                "fill with a finite number such as -1e9 (in float16 -6e4), or clear such rows afterwards");
    }

    private static bool LooksForNaN(TorchCall call) => call.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
        && member.DescendantTokens().Any(t => t.ValueText is "nan_to_num" or "nan_to_num_" or "isnan" or "isfinite");

    private static Finding? InspectFill(TorchCall call, TorchCompilation torch) =>
        torch.ElementTypeOf(call.Input) == ElementType.Float16
        && call.Arguments["value"]?.ConstantValue.Value is { } value and (int or long or float or double)
        && Math.Abs(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)) is > Largest and < double.PositiveInfinity
            ? Overflow.Report(
                call.NameSyntax,
                call.NameSyntax.Identifier.ValueText,
                $"an error for {CSharpText.Text(call.Arguments["value"]!.Syntax)}, since float16 ends at 65504",
                "fill with a number that it holds")
            : null;

    /// <summary>The sum or mean of squares, or a norm.</summary>
    private static Finding? InspectSum(TorchCall call, TorchCompilation torch)
    {
        var squared = call.Operator == "norm" ? call.Input : Squared(call.Input, torch);
        if (squared is null || torch.ElementTypeOf(squared) != ElementType.Float16 || IsSmall(squared, torch)) return null;
        return Overflow.Report(
            call.NameSyntax,
            call.Operator,
            "infinity where a square leaves float16, from 256 on",
            $"compute it in float32, of {CSharpText.AsReceiver(squared.Syntax)}.to(ScalarType.Float32)");
    }

    /// <summary><c>x * x</c>, <c>x.pow(2)</c>, <c>x.square()</c>, directly or through a local.</summary>
    private static IOperation? Squared(IOperation value, TorchCompilation torch)
    {
        var operation = value.WithoutConversions();
        if (operation is ILocalReferenceOperation && VariableUses.Of(operation) is { Writes: { Length: 1 } writes })
            return Written(writes[0]) is { } written ? Squared(written, torch) : null;
        if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply, LeftOperand: var left, RightOperand: var right })
            return CSharpText.IsRepeatable(left.WithoutConversions()) && left.Syntax.ToString() == right.Syntax.ToString() ? left : null;
        if (OperatorCalls.From(operation, torch.Symbols) is not { InPlace: false } call) return null;
        return call.Operator == "square" || call.Operator == "pow" && call.Arguments.All.Any(IsTwo) ? call.Input : null;
    }

    /// <summary>What a local is given, unless that is a local again.</summary>
    private static IOperation? Written(VariableWrite write) =>
        write.Value is { } value && value.WithoutConversions() is not ILocalReferenceOperation ? value : null;

    private static bool IsTwo(IOperation value) => value.ConstantValue.Value is 2 or 2L or 2f or 2d;

    private static bool IsSmall(IOperation value, TorchCompilation torch)
    {
        var operation = value.WithoutConversions();
        if (operation is ILocalReferenceOperation && VariableUses.Of(operation) is { Writes: { Length: 1 } writes })
            return Written(writes[0]) is { } written && IsSmall(written, torch);
        return OperatorCalls.From(operation, torch.Symbols) is { } call && Small.Contains(call.Operator);
    }
}
