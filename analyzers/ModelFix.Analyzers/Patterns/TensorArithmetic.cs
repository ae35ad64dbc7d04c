using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Arithmetic of a tensor and a number in exported code, by the operators of C#: <c>x / n</c>, <c>2 * x</c>.</summary>
internal sealed class TensorArithmetic : Pattern
{
    private readonly Func<IBinaryOperation, IOperation, TorchCompilation, Finding?> _inspect;

    private TensorArithmetic(Func<IBinaryOperation, IOperation, TorchCompilation, Finding?> inspect) => _inspect = inspect;

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.Binary);

    public override ImmutableHashSet<SyntaxKind> Syntax { get; } = ImmutableHashSet.Create(
        SyntaxKind.AddExpression, SyntaxKind.SubtractExpression, SyntaxKind.MultiplyExpression, SyntaxKind.DivideExpression);

    /// <param name="inspect">The finding at an operation, given the number, or null.</param>
    public static TensorArithmetic WithNumber(Func<IBinaryOperation, IOperation, TorchCompilation, Finding?> inspect) => new(inspect);

    public override bool MayBe(SyntaxNode node) => Syntax.Contains(node.Kind());

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (operation is not IBinaryOperation { OperatorMethod: not null } binary || !torch.Symbols.IsTensor(binary.Type)) return null;
        var number = new[] { binary.LeftOperand, binary.RightOperand }
            .Select(o => o.WithoutConversions())
            .FirstOrDefault(o => o.Type is { SpecialType: not SpecialType.None } && !o.ConstantValue.HasValue);
        return number is not null && torch.Exported.Contains(operation) ? _inspect(binary, number, torch) : null;
    }
}
