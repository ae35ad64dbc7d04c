using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Tracing;

/// if (x.shape[1] == 3) y = f(x); else y = g(x);  =>  y = f(x);
/// x.shape[2] > 64 ? f(x) : g(x)                  =>  f(x)
/// Where the sizes are proven the other branch never runs. A trace takes the right one then, and only an exporter that reads the code of
/// forward has to do with the choice: nothing is said for the others.
/// Where they are not, a trace keeps the branch of the example, and that is reported. Not where a branch only throws, where only the number
/// of dims is asked for or whether a tensor is empty, nor for sizes of weights and constants.
/// Hostile: what the example's sizes choose is exported for every size.
internal sealed class ShapeBranchRule : Rule
{
    private static readonly RuleDescriptor Branch = new(
        "MFX1702",
        "A branch that depends on sizes is frozen in the exported model",
        "'{0}' chooses by sizes what is exported: {1}; {2}",
        "An exporter that traces records what the example input does. A branch that depends on sizes is exported as the example's sizes "
        + "take it, without a warning, and is wrong for other sizes. An exporter that reads the code of forward takes no branch at all.",
        new Hostility(
            "a trace records the operators of the branch that is taken, and no condition; bmnetp and onnxify take no control flow",
            TargetRange.Miscomputed(TargetFamily.Onnx),
            TargetRange.Miscomputed(TargetFamily.TensorRT),
            TargetRange.Miscomputed(TargetFamily.Bmnetp),
            new TargetRange(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Branch];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Branches.All(InspectBranch)];

    private static Finding? InspectBranch(IOperation choice, IOperation condition, TorchCompilation torch)
    {
        var tensor = SizeReads.Tensors(condition, torch).FirstOrDefault(t => InputDependence.Of(t, torch));
        if (tensor is null || IsHarmless(choice, condition, torch)) return null;
        var written = string.Join(" ", condition.Syntax.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        if (torch.ValueOf(condition) is ConstantValue { Constant: bool taken } && choice is IConditionalOperation decided)
            return Decided(decided, taken, written, torch);

        var shape = torch.ShapeOf(tensor);
        var instead = shape.Rank is null
            ? "state the input's shape in a doc comment or in modelfix.json, or write what holds for every size"
            : $"the shape is {shape.Display}: fix the sizes in the contract, or write what holds for every size";
        return Branch.Report(condition.Syntax, written, "a trace keeps the branch that the example takes", instead)
            .BecauseOf(tensor, torch);
    }

    /// <summary>A choice that is none: harmless for what traces, and for what reads the code of forward not needed.</summary>
    private static Finding? Decided(IConditionalOperation choice, bool taken, string written, TorchCompilation torch)
    {
        var target = torch.TargetAt(choice.Syntax);
        if (target.Members.All(m => m.Family != TargetFamily.Onnxify)) return null;
        var isDecompiled = target != Target.Portable && target.Members.Any(m => m.IsOf(TargetFamily.Onnxify));
        var severity = isDecompiled ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        var always = $"it is {(taken ? "true" : "false")} for every input here, but onnxify takes no branch";
        var (fix, reason) = TakenBranch.Of(choice, taken, torch);
        var finding = fix is null
            ? Branch.Report(choice.Condition.Syntax, written, always, reason)
            : Branch.Proven(choice.Condition.Syntax, fix, written, always, "keep what it chooses");
        return finding with { Severity = severity };
    }

    private static bool IsHarmless(IOperation choice, IOperation condition, TorchCompilation torch) =>
        TrainingGuard.ValueInEval(condition) is not null
        || ValueUse.Of(condition).IsHarmless
        || choice is IConditionalOperation { WhenFalse: var other } conditional
            && (ValueUse.OnlyThrows(conditional.WhenTrue) || other is not null && ValueUse.OnlyThrows(other))
        || choice is IConditionalOperation { WhenFalse: null } guard && IsBeforeThrow(guard)
        || IsTestOfEmptiness(condition)
        // A value that is read is frozen in any case, and reported as that.
        || condition.DescendantsAndSelf().Any(o => ValueReads.TensorOf(o, torch.Symbols) is { } read && InputDependence.Of(read, torch));

    /// <summary><c>if (…) { …; return y; } throw …;</c></summary>
    private static bool IsBeforeThrow(IConditionalOperation guard)
    {
        if (guard.Parent is not IBlockOperation block) return false;
        var next = block.Operations.IndexOf(guard) + 1;
        return next < block.Operations.Length && ValueUse.OnlyThrows(block.Operations[next])
            && (guard.WhenTrue is IBlockOperation { Operations: var inner } ? inner.LastOrDefault() : guard.WhenTrue) is IReturnOperation;
    }

    /// <summary><c>x.numel() == 0</c>, of which no example of an export is.</summary>
    private static bool IsTestOfEmptiness(IOperation condition) => condition.WithoutConversions() is IBinaryOperation
    {
        OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan,
        LeftOperand: var left,
        RightOperand: var right,
    } && right.WithoutConversions().ConstantValue.Value is 0 or 0L && left.WithoutConversions() is
        IInvocationOperation { TargetMethod.Name: "numel" } or IPropertyReferenceOperation { Property.Name: "NumberOfElements" };
}
