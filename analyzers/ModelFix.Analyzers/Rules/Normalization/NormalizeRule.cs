using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// functional.normalize(x, p, dim, eps)  =>  x / x.norm(dim, true, p).clamp(eps, double.PositiveInfinity)
/// Exact for p 1 and 2, zero vectors and their gradients included: it is what normalize computes, with the clamp's second bound given.
/// Exporters know norms with p 1 and 2 only. For another p > 0 the norm is written out, x.abs().pow(p).sum(dim, true).pow(1 / p), within a
/// tolerance, where the dim is not of size 1: the norm of a single number is its absolute value to libtorch, also where a power overflows.
/// A p that float cannot hold goes through linalg.vector_norm, which takes a double.
/// x is used twice. Where that would evaluate it twice it gets a local before the statement or, where that would change the order of
/// evaluation, the quotient becomes a method.
/// Never without eps: zero vectors would become NaN.
/// Hostile: five nodes, Shape and Expand among them, and a Clip without max; other p are an error.
internal sealed class NormalizeRule : Rule
{
    private static readonly RuleDescriptor Normalize = new(
        "MFX1201",
        "normalize exports as a norm with Shape, Expand and an incomplete Clip",
        "normalize exports as a norm with Shape, Expand and an incomplete Clip; {0}",
        "The norm is expanded to the size of the input at run time and clamped from one side only. A quotient of tensors broadcasts "
        + "and needs neither.",
        new Hostility(
            "measured at opsets 9 to 17: ReduceL2, Clip without max, Shape, Expand and Div; TensorRT up to 6 has no Expand, 7 rejects "
            + "a Clip without max",
            TargetRange.Bloated(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT, To: "7.1")));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Normalize];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "normalize")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        // A quotient is no statement, and a result that nobody uses is not exported.
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        if (NormQuotient.For(call, torch, out var reason) is not { } quotient) return Normalize.Report(call.NameSyntax, reason);

        // From here on p and dim are constants for which a form is known.
        if (quotient.Edits(torch) is not { } edits)
            return Normalize.Report(
                call.NameSyntax,
                "assign the arguments to variables first, so that the input can be divided by its norm");
        var fix = new Fix("Divide by the norm", edits) { Claims = ImmutableArray.Create<SyntaxNode>(call.Syntax), KeepsSideEffects = true };
        var instead = "dividing by the norm is the same" + (quotient.IsExact ? "" : " up to rounding");
        var finding = quotient.Assumption is { } assumption
            ? Normalize.Assumed(call.NameSyntax, assumption, fix, $"{instead} if {assumption}")
            : Normalize.Proven(call.NameSyntax, fix, instead);
        return finding with { Equality = quotient.IsExact ? Equality.BitExact : Equality.Tolerance };
    }
}
