using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Core.Rewriting;

/// <summary>Pieces of C# source.</summary>
internal static class CSharpText
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// An expression's text as it can stand before a dot: parenthesised unless it is a name, a call, an indexing or the like.
    /// </summary>
    public static string AsReceiver(SyntaxNode expression) => expression is
        NameSyntax
            or MemberAccessExpressionSyntax
            or InvocationExpressionSyntax
            or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax
        or InstanceExpressionSyntax or LiteralExpressionSyntax or PostfixUnaryExpressionSyntax or BaseObjectCreationExpressionSyntax
            ? Text(expression)
            : "(" + Text(expression) + ")";

    /// <summary>An expression's text as an operand of * or /.</summary>
    public static string AsFactor(SyntaxNode expression) => expression is PrefixUnaryExpressionSyntax or CastExpressionSyntax
        ? "(" + Text(expression) + ")"
        : AsReceiver(expression);

    /// <summary>An expression as written, without the trivia around it.</summary>
    public static string Text(SyntaxNode expression) => expression.ToString();

    /// <summary>
    /// The text of a product or quotient as it can stand in place of an expression: parenthesised where what is around it binds as tightly.
    /// </summary>
    public static string ProductInPlaceOf(ExpressionSyntax replaced, string product) => replaced.Parent switch
    {
        ArgumentSyntax
            or EqualsValueClauseSyntax
            or ReturnStatementSyntax
            or YieldStatementSyntax
            or ArrowExpressionClauseSyntax
            or LambdaExpressionSyntax
            or ParenthesizedExpressionSyntax or InitializerExpressionSyntax or ConditionalExpressionSyntax => product,
        AssignmentExpressionSyntax assignment when assignment.Right == replaced => product,
        BinaryExpressionSyntax binary when binary.Left == replaced || !IsMultiplicative(binary) => product,
        _ => "(" + product + ")",
    };

    /// <summary>True where a comment stands in the span, which an edit of it would lose.</summary>
    public static bool HasComments(SyntaxTree tree, TextSpan span) =>
        tree.GetRoot().DescendantTrivia(span).Any(t => IsComment(t) && span.Contains(t.Span));

    public static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
        || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia);

    /// <summary>True where evaluating the expression twice is the same as once: locals, parameters, fields of this, literals.</summary>
    public static bool IsRepeatable(IOperation operation) => operation switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation
            or ILiteralOperation or IInstanceReferenceOperation => true,
        IFieldReferenceOperation field => field.Instance is null || IsRepeatable(field.Instance),
        _ => operation.ConstantValue.HasValue,
    };

    private static bool IsMultiplicative(BinaryExpressionSyntax binary) =>
        binary.Kind() is SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression;
}
