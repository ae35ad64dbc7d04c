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

    /// <summary>True where the two are new tensors of one shape and dtype, and no more happens where both are computed.</summary>
    private static bool AreSame(IOperation first, IOperation second, int rank, TorchCompilation torch)
    {
        var (a, b) = (first.WithoutImplicitConversions(), second.WithoutImplicitConversions());
        if (torch.TensorOf(a) is not { } one || torch.TensorOf(b) is not { } other) return false;
        return one.Type.IsFloating() && one.Type == other.Type
            && one.Shape.Rank >= rank && one.Shape.Equals(other.Shape)
            && IsNew(a, torch) && IsNew(b, torch);
    }

    private static bool IsNew(IOperation arm, TorchCompilation torch) =>
        TensorStorage.SharedBy(arm, torch) is { Count: 0 } && IsArithmetic(arm, torch);

    private static bool IsArithmetic(IOperation operation, TorchCompilation torch) => operation.WithoutImplicitConversions() switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation or ILiteralOperation => true,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } => true,
        IBinaryOperation
        {
            OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide,
        } binary => torch.Symbols.IsTensor(binary.Type)
            && IsArithmetic(binary.LeftOperand, torch)
            && IsArithmetic(binary.RightOperand, torch),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus => IsArithmetic(minus.Operand, torch),
        IInvocationOperation call => OperatorCalls.From(call, torch.Symbols) is { InPlace: false } known
            && Arithmetic.Contains(known.Operator)
            && IsArithmetic(known.Input, torch)
            && known.Arguments.All.All(a => IsArithmetic(a, torch)),
        var other => other.ConstantValue.HasValue,
    };

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
