using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers.Rules.Contract;

/// Linear(512, 10).call(x), x [N, 256]  =>  the same: no rewrite, since either the contract is wrong or the code is.
/// Reported only where control is certain to get there and whatever the symbols stand for the call throws, as long as no size of an input
/// is 0. A call inside a sub-module is reported where forward calls the sub-module, unless the sub-module's own contract already proves it.
/// Matters everywhere: a wrong contract would make wrong fixes look proven, so nothing else is proven in that method either.
internal sealed class ContractRule : Rule
{
    private const int MaxTextLength = 48;

    private static readonly RuleDescriptor Conflict = new(
        "MFX0001",
        "forward cannot run with this contract",
        "{0} cannot run{1}: {2}",
        "The shapes that the contract and the layers state do not fit each other, so every call throws: the contract is wrong, or the "
        + "model is.",
        Hostility.Everywhere("libtorch checks the shapes on every call, whoever runs or traces the model"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Conflict];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Methods.Named(InspectMethod, "forward", "call")];

    private static Finding? InspectMethod(MethodDeclarationSyntax method, TorchCompilation torch)
    {
        if (torch.ConflictAround(method) is not { } conflict) return null;
        if (CodeBody.Around(conflict.Thrower) != method && IsReportedThere(conflict, torch)) return null;

        var contract = torch.HasContract(method) ? " with this contract" : "";
        var origins = string.Concat(
            conflict.Origins.Where(o => o.Node != conflict.Node).Select(o => $"; {o.What} is {Text(o.Node)} in {Place(o.Node, method)}"));
        var inner = conflict.Thrower == conflict.Node ? "" : $"; it throws in {Place(conflict.Thrower, method)}";
        return Conflict.Report(Name(conflict.Node), method.Identifier.ValueText, contract, conflict.Reason + inner + origins) with
        {
            Related = conflict.Origins.Select(o => o.Node.GetLocation()).Prepend(conflict.Thrower.GetLocation()).ToImmutableArray(),
        };
    }

    private static bool IsReportedThere(ShapeConflict conflict, TorchCompilation torch) =>
        conflict.Thrower.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Identifier.ValueText: "forward" or "call" }
            && torch.ConflictAround(conflict.Thrower)?.Thrower == conflict.Thrower;

    /// <summary>A chain of calls is reported at the name of the one that throws.</summary>
    private static SyntaxNode Name(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : node;

    private static string Text(SyntaxNode node)
    {
        var text = node is ParameterSyntax parameter
            ? parameter.Identifier.ValueText
            : string.Join(" ", node.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= MaxTextLength ? text : text.Substring(0, MaxTextLength - 1) + "…";
    }

    private static string Place(SyntaxNode node, SyntaxNode from)
    {
        var line = "line " + CSharpText.Of(node.SyntaxTree.GetLineSpan(node.Span).StartLinePosition.Line + 1);
        return node.SyntaxTree == from.SyntaxTree ? line : $"{Path.GetFileName(node.SyntaxTree.FilePath)}, {line}";
    }
}
