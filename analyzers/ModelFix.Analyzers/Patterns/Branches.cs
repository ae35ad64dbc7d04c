using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Choices in exported code: <c>if</c>, <c>a ? b : c</c> and <c>switch</c>, as a statement and as an expression.</summary>
internal sealed class Branches : Pattern
{
    private readonly Func<IOperation, IOperation, TorchCompilation, Finding?> _inspect;

    private Branches(Func<IOperation, IOperation, TorchCompilation, Finding?> inspect) => _inspect = inspect;

    public override ImmutableArray<OperationKind> Kinds { get; } =
        ImmutableArray.Create(OperationKind.Conditional, OperationKind.Switch, OperationKind.SwitchExpression);

    public override ImmutableHashSet<SyntaxKind> Syntax { get; } = ImmutableHashSet.Create(
        SyntaxKind.IfStatement,
        SyntaxKind.ConditionalExpression,
        SyntaxKind.SwitchStatement,
        SyntaxKind.SwitchExpression);

    /// <param name="inspect">The finding at a choice, given what it is made by, or null.</param>
    public static Branches All(Func<IOperation, IOperation, TorchCompilation, Finding?> inspect) => new(inspect);

    public override bool MayBe(SyntaxNode node) => Syntax.Contains(node.Kind());

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        var condition = operation switch
        {
            IConditionalOperation conditional => conditional.Condition,
            ISwitchOperation choice => choice.Value,
            ISwitchExpressionOperation choice => choice.Value,
            _ => null,
        };
        return condition is not null && torch.Exported.Contains(operation) ? _inspect(operation, condition, torch) : null;
    }
}
