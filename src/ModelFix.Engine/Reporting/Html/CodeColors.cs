using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Reporting.Html;

/// <summary>A span of code and what it is: the name of its class in the style sheet.</summary>
internal readonly record struct ColoredSpan(TextSpan Span, string Kind);

/// <summary>What stands where in C# code, from its syntax alone, so that code that does not bind has its colours, too.</summary>
internal static class CodeColors
{
    public const string Keyword = "k";
    public const string Literal = "s";
    public const string Number = "n";
    public const string Comment = "c";
    public const string Type = "t";
    public const string Method = "m";

    public static IEnumerable<ColoredSpan> Of(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        foreach (var trivia in root.DescendantTrivia())
            if (IsColored(trivia)) yield return new ColoredSpan(trivia.FullSpan, Comment);
        foreach (var token in root.DescendantTokens())
            if (KindOf(token) is { } kind) yield return new ColoredSpan(token.Span, kind);
    }

    private static bool IsColored(SyntaxTrivia trivia) =>
        !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    private static string? KindOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => Number,
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringEndToken => Literal,
        SyntaxKind.IdentifierToken => KindOfName(token),
        _ => token.IsKeyword() ? Keyword : null,
    };

    private static string? KindOfName(SyntaxToken name) => name.Parent switch
    {
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => Method,
        BaseTypeDeclarationSyntax or ConstructorDeclarationSyntax or TypeParameterSyntax => Type,
        IdentifierNameSyntax { IsVar: true } => Keyword,
        SimpleNameSyntax simple when IsCalled(simple) => Method,
        SimpleNameSyntax simple when IsType(simple) => Type,
        _ => null,
    };

    private static bool IsCalled(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call => call.Expression == name,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member => member.Name == name && call.Expression == member,
        MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax } => true,
        _ => false,
    };

    private static bool IsType(SimpleNameSyntax name) => name.Parent switch
    {
        VariableDeclarationSyntax declaration => declaration.Type == name,
        ParameterSyntax or ObjectCreationExpressionSyntax or BaseTypeSyntax or TypeArgumentListSyntax or ArrayTypeSyntax
            or NullableTypeSyntax or CastExpressionSyntax or TupleElementSyntax or AttributeSyntax or TypeOfExpressionSyntax
            or DeclarationPatternSyntax => true,
        MethodDeclarationSyntax method => method.ReturnType == name,
        PropertyDeclarationSyntax property => property.Type == name,
        _ => name is GenericNameSyntax,
    };
}
