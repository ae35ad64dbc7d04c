using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Tracing;

/// <summary>A choice between two tensors by a number that is read from a third, as <c>torch.where</c>.</summary>
internal static class WhereForm
{
    /// <summary>Operators on floating-point tensors that neither throw nor draw random numbers, whatever the elements are.</summary>
    private static readonly ImmutableHashSet<string> Arithmetic = ImmutableHashSet.Create(
        "abs", "neg", "exp", "log", "log1p", "sqrt", "rsqrt", "square", "pow", "sin", "cos", "tanh", "sigmoid", "relu", "gelu", "silu",
        "softplus", "clamp", "floor", "ceil", "sign", "add", "sub", "mul", "div");

    /// <summary>The fix, or null where the choice is none, or where both must not be computed.</summary>
    public static Fix? Of(IOperation read, ValueUse use, TorchCompilation torch)
    {
        if (use.Branch is not { WhenFalse: { } otherwise } branch) return null;
        if (Condition(branch.Condition, read, torch) is not { } condition) return null;
        if (branch.Syntax is ConditionalExpressionSyntax choice)
            return AreSame(branch.WhenTrue, otherwise, condition.Rank, torch) ? Expression(choice, condition.Text, torch) : null;
        return branch.Syntax is IfStatementSyntax statement
            && Assignment(branch.WhenTrue) is { } first && Assignment(otherwise) is { } second
            && first.Target is ILocalReferenceOperation { Local: var local }
            && second.Target is ILocalReferenceOperation { Local: var other }
            && SymbolEqualityComparer.Default.Equals(local, other)
            && AreSame(first.Value, second.Value, condition.Rank, torch)
            ? Statement(statement, first, second, condition.Text, torch)
            : null;
    }

    /// <summary>The condition as a tensor of one element, and its rank.</summary>
    private static (string Text, int Rank)? Condition(IOperation condition, IOperation read, TorchCompilation torch)
    {
        var expression = condition.WithoutImplicitConversions();
        var source = ValueReads.TensorOf(read, torch.Symbols)!.WithoutImplicitConversions();
        if (torch.TensorOf(source) is not { Shape.Rank: { } rank } tensor || !tensor.Shape.Dims.All(d => d.Constant == 1)) return null;
        var text = CSharpText.AsReceiver(source.Syntax);
        if (expression == read) return tensor.Type == ElementType.Bool ? (text, rank) : null;
        if (expression is not IBinaryOperation comparison || comparison.LeftOperand.WithoutImplicitConversions() != read) return null;
        var sign = comparison.OperatorKind switch
        {
            BinaryOperatorKind.GreaterThan => ">",
            BinaryOperatorKind.GreaterThanOrEqual => ">=",
            BinaryOperatorKind.LessThan => "<",
            BinaryOperatorKind.LessThanOrEqual => "<=",
            _ => null,
        };
        // A double would be compared in double.
        var number = comparison.RightOperand.WithoutImplicitConversions();
        var isFloat = number.Type?.SpecialType == SpecialType.System_Single || number.ConstantValue.Value is int and > -1000 and < 1000;
        if (sign is null || !isFloat || !number.ConstantValue.HasValue || tensor.Type != ElementType.Float32) return null;
        return read.Type?.SpecialType == SpecialType.System_Single ? ($"{text} {sign} {CSharpText.Text(number.Syntax)}", rank) : null;
    }

    /// <summary>
    /// True where the two are new tensors, computed from one floating-point tensor and numbers alone: of one shape, dtype and layout, and
    /// no more happens where both are computed. An operand that only one of them reads may be null, or disposed of.
    /// </summary>
    private static bool AreSame(IOperation first, IOperation second, int rank, TorchCompilation torch)
    {
        var (a, b) = (first.WithoutImplicitConversions(), second.WithoutImplicitConversions());
        return SourceOf(a, torch) is { } source
            && torch.TensorOf(source) is { } tensor && tensor.Type.IsFloating() && tensor.Shape.Rank >= rank
            && torch.ShapeOf(a).Equals(tensor.Shape) && torch.ShapeOf(b).Equals(tensor.Shape)
            && SymbolEqualityComparer.Default.Equals(VariableOf(source), VariableOf(SourceOf(b, torch)))
            && IsNew(a, source, torch) && IsNew(b, source, torch);
    }

    /// <summary>The first variable of a tensor in an expression.</summary>
    private static IOperation? SourceOf(IOperation expression, TorchCompilation torch) => expression.DescendantsAndSelf()
        .FirstOrDefault(o => VariableOf(o) is not null && torch.Symbols.IsTensor(o.Type));

    private static ISymbol? VariableOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static bool IsNew(IOperation arm, IOperation source, TorchCompilation torch) =>
        TensorStorage.SharedBy(arm, torch) is { Count: 0 } && IsArithmetic(arm, source, torch);

    private static bool IsArithmetic(IOperation operation, IOperation source, TorchCompilation torch) =>
        operation.WithoutImplicitConversions() switch
        {
            IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply
                    or BinaryOperatorKind.Divide,
            } binary when torch.Symbols.IsTensor(binary.Type) =>
                IsOperand(binary.LeftOperand, source, torch) && IsOperand(binary.RightOperand, source, torch),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus => IsArithmetic(minus.Operand, source, torch),
            IInvocationOperation call => OperatorCalls.From(call, torch.Symbols) is { InPlace: false } known
                && Arithmetic.Contains(known.Operator)
                && IsOperand(known.Input, source, torch)
                && known.Arguments.All.All(a => IsOperand(a, source, torch)),
            var variable => SymbolEqualityComparer.Default.Equals(VariableOf(variable), VariableOf(source)),
        };

    private static bool IsOperand(IOperation operand, IOperation source, TorchCompilation torch) =>
        operand.WithoutConversions().ConstantValue.Value is int or long or float or double || IsArithmetic(operand, source, torch);

    private static ISimpleAssignmentOperation? Assignment(IOperation statement) => statement switch
    {
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assignment } => assignment,
        IBlockOperation { Operations: { Length: 1 } only } => Assignment(only[0]),
        _ => null,
    };

    private static Fix? Expression(ConditionalExpressionSyntax choice, string condition, TorchCompilation torch)
    {
        var head = TextSpan.FromBounds(choice.SpanStart, choice.WhenTrue.SpanStart);
        var colon = TextSpan.FromBounds(choice.WhenTrue.Span.End, choice.WhenFalse.SpanStart);
        if (CSharpText.HasComments(choice.SyntaxTree, head) || CSharpText.HasComments(choice.SyntaxTree, colon)) return null;
        return new Fix(
            "Use where",
            new SourceEdit(choice.SyntaxTree, head, $"{torch.StyleAt(choice).Torch("where")}({condition}, "),
            new SourceEdit(choice.SyntaxTree, colon, ", "),
            SourceEdit.Insert(choice.SyntaxTree, choice.Span.End, ")"));
    }

    private static Fix? Statement(
        IfStatementSyntax statement,
        ISimpleAssignmentOperation first,
        ISimpleAssignmentOperation second,
        string condition,
        TorchCompilation torch)
    {
        if (CSharpText.HasComments(statement.SyntaxTree, statement.Span)) return null;
        var where = torch.StyleAt(statement).Torch("where");
        var (a, b) = (CSharpText.Text(first.Value.Syntax), CSharpText.Text(second.Value.Syntax));
        return new Fix(
            "Use where", SourceEdit.Replace(statement, $"{CSharpText.Text(first.Target.Syntax)} = {where}({condition}, {a}, {b});"));
    }
}
