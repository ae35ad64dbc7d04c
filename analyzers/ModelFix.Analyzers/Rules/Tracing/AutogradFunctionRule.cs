using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers.Rules.Tracing;

/// Swish.apply(x)  =>  the expression that its forward returns, such as x * x.sigmoid()
/// No rewrite: backward is whatever its author wrote, and an expression has its own gradient.
/// Hostile: a tracing exporter meets a function that has no name among the operators, and stops.
internal sealed class AutogradFunctionRule : Rule
{
    private static readonly RuleDescriptor Function = new(
        "MFX1705",
        "A function with a backward of its own has no operator to export",
        "{0} is a function with a backward of its own, which exporters cannot name; {1}",
        "An autograd function of the project is recorded as a call of itself, for which no runtime has an operator. An expression of "
        + "operators exports as what it is.",
        new Hostility(
            "PyTorch's exporters write PythonOp for such a function, which no runtime has; bmnetp and onnxify take operators alone",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT),
            new TargetRange(TargetFamily.Bmnetp),
            new TargetRange(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Function];

    public override IReadOnlyList<Pattern> Patterns { get; } = [FunctionCalls.Applied(InspectCall)];

    private static Finding? InspectCall(IInvocationOperation call, INamedTypeSymbol function, TorchCompilation torch)
    {
        var name = (call.Syntax as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax access
            ? access.Name
            : call.Syntax;
        var returned = Returned(function);
        return Function.Report(
            name,
            function.Name,
            returned is null
                ? "write what its forward computes, if the gradient of that is as good; else call it in training alone"
                : $"write what its forward returns, {returned}, if the gradient of that is as good; else call it in training alone");
    }

    /// <summary>What forward returns, where besides it only names its arguments and saves some for backward.</summary>
    private static string? Returned(INamedTypeSymbol function)
    {
        var forward = function.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault(m => m.IsOverride);
        if (forward?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not MethodDeclarationSyntax method) return null;
        if (method.ExpressionBody is { } body) return CSharpText.Text(body.Expression);
        var statements = method.Body?.Statements.Where(s => !Saves(s) && s is not LocalDeclarationStatementSyntax).ToList();
        return statements is { Count: 1 } && statements[0] is ReturnStatementSyntax { Expression: { } expression }
            ? CSharpText.Text(expression)
            : null;
    }

    private static bool Saves(StatementSyntax statement) =>
        (statement as ExpressionStatementSyntax)?.Expression is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "save_for_backward" },
        };
}
