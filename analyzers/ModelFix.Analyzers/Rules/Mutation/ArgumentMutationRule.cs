using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x.relu_();         =>  x = x.relu();
/// return x.relu_();  =>  return x.relu();
/// Where x is an argument of forward and nothing in the method sees the old tensor afterwards: what forward gives is the same, and what it
/// was given stays as it was. A caller may have counted on the change, so that this is proven only where all callers are seen and give a
/// tensor that has no name, and else assumes that no caller reads it later.
/// Never for what gives another dtype than it writes: comparisons, operands of another dtype. x += y is no mutation in
/// C#: it makes a new tensor. A view of an argument is only reported, and assignments to elements are another rule's.
/// Hostile: ONNX has no writes, so the exported model leaves its input alone, and a trace that writes into a view does not export.
internal sealed class ArgumentMutationRule : Rule
{
    private static readonly RuleDescriptor ArgumentMutation = new(
        "MFX1306",
        "forward writes into a tensor that it is given",
        "{0} writes into {1}, which the caller of forward keeps; {2}",
        "An exported model cannot write into its input, so that what the caller sees afterwards differs; writes into views of the input do "
        + "not export at all.",
        new Hostility(
            "ONNX graphs have no writes; in-place operators on slices are unsupported at opsets 9 to 17",
            TargetRange.Miscomputed(TargetFamily.Onnx),
            TargetRange.Miscomputed(TargetFamily.TensorRT),
            TargetRange.Miscomputed(TargetFamily.Bmnetp),
            TargetRange.Miscomputed(TargetFamily.Onnxify)));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [ArgumentMutation];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, OutOfPlace.Operators)];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (!call.InPlace) return null;
        // A chain is reported where it begins to write.
        if (OperatorCalls.From(call.Input, torch.Symbols) is { InPlace: true }) return null;
        if (Argument(call, torch) is not { } argument) return null;

        var written = CSharpText.Text(call.NameSyntax);
        if (WhyNot(call, argument, torch) is { } reason) return ArgumentMutation.Report(call.NameSyntax, written, argument.Name, reason);
        var instead = OutOfPlace.Name(call);
        var fix = Rewrite(call, argument, instead);
        var says = $"{instead} gives the same as a new tensor";
        return NoCallerSees(argument, torch)
            ? ArgumentMutation.Proven(call.NameSyntax, fix, written, argument.Name, says)
            : ArgumentMutation.Assumed(call.NameSyntax, Assumption(argument), fix, written, argument.Name, says);
    }

    /// <summary>A tensor that is given for two parameters changes for both.</summary>
    private static string Assumption(IParameterSymbol argument) => $"no caller reads {argument.Name} after the call"
        + (argument.ContainingSymbol is IMethodSymbol { Parameters.Length: > 1 } ? " or gives it twice" : "");

    /// <summary>The argument of forward that is written into, or null.</summary>
    private static IParameterSymbol? Argument(TorchCall call, TorchCompilation torch) => TensorStorage.RootsOf(call.Input, torch)?
        .Select(root => LocalOwnership.Of(root, call.Invocation, torch)?.Argument)
        .FirstOrDefault(a => a is { ContainingSymbol: IMethodSymbol { Name: "forward" or "call", IsStatic: false } });

    /// <summary>Why no new tensor can stand in the argument's place, as an advice; null where one can.</summary>
    private static string? WhyNot(TorchCall call, IParameterSymbol argument, TorchCompilation torch)
    {
        if (call.Input is not IParameterReferenceOperation given || !SymbolEqualityComparer.Default.Equals(given.Parameter, argument))
            return $"write into a copy: {argument.Name} = {argument.Name}.clone() before it";
        if (OutOfPlace.WhyNot(call, torch) is { } other) return other;
        if (LocalOwnership.OfArgument(call.Input, call.Invocation, torch) is { } shared)
            return $"{shared.Reason}: use a new tensor by hand";
        return IsStatement(call) || IsAssigned(call, argument) || IsLast(call) ? null
            : $"{argument.Name} is read later: use a new tensor by hand";
    }

    private static bool IsStatement(TorchCall call) => call.Syntax.Parent is ExpressionStatementSyntax;

    /// <summary><c>x = x.relu_();</c></summary>
    private static bool IsAssigned(TorchCall call, IParameterSymbol argument) =>
        call.Invocation.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation, Target: var target }
        && SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(target), argument);

    /// <summary>True where nothing reads the argument in the same statement or after it.</summary>
    private static bool IsLast(TorchCall call)
    {
        if (call.Invocation.AncestorsAndSelf().OfType<ILoopOperation>().Any()) return false;
        // In an expression body nothing else may read it: operands that stand before the call are tensors that it changes.
        var start = call.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.SpanStart ?? 0;
        return VariableUses.Of(call.Input)?.Reads.All(r => r.Syntax == call.Input.Syntax || r.Syntax.SpanStart < start) == true;
    }

    /// <summary>True where all callers are seen, and each gives a tensor that nothing else holds.</summary>
    private static bool NoCallerSees(IParameterSymbol argument, TorchCompilation torch) =>
        argument.ContainingSymbol is IMethodSymbol method && torch.Calls.Of(method) is { } calls
        && calls.All(c => c.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == argument.Ordinal) is { Value: var value }
            && TensorStorage.RootsOf(value, torch) is { Count: 0 });

    private static Fix Rewrite(TorchCall call, IParameterSymbol argument, string instead)
    {
        var renamed = SourceEdit.Replace(call.NameSyntax.Identifier, instead);
        return IsStatement(call)
            ? new Fix($"Use {instead}", SourceEdit.Insert(call.Syntax.SyntaxTree, call.Syntax.SpanStart, argument.Name + " = "), renamed)
            : new Fix($"Use {instead}", renamed);
    }
}
