using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;

namespace ModelFix.Engine.Reporting;

/// <summary>What tells a finding from others wherever its lines move to: rule, file, member and code, however it is laid out.</summary>
internal static class Fingerprint
{
    /// <summary>Of what is told apart: whoever stored fingerprints of another version cannot find theirs again.</summary>
    public const int Version = 2;

    /// <param name="outcome">What became of the finding.</param>
    /// <param name="address">What files are called, on any machine.</param>
    public static string Of(Outcome outcome, SourceAddress address)
    {
        var code = string.Join(' ', Code(outcome.Finding.Node).DescendantTokens().Select(t => t.Text));
        var key = string.Join('\n', [outcome.RuleId, address.Shown(outcome.File), MemberOf(outcome.Finding), code]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
    }

    /// <summary>The member that a finding stands in: "Net.forward".</summary>
    public static string MemberOf(Finding finding) =>
        string.Join('.', finding.Node.AncestorsAndSelf().Select(NameOf).OfType<string>().Reverse());

    /// <summary>The whole call of an operator, with what it is called on: one name has many calls in a member.</summary>
    private static SyntaxNode Code(SyntaxNode node) => node is SimpleNameSyntax
        ? node.FirstAncestorOrSelf<ExpressionSyntax>(
            e => e is not (NameSyntax or MemberAccessExpressionSyntax or MemberBindingExpressionSyntax), ascendOutOfTrivia: false) ?? node
        : node;

    private static string? NameOf(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        ConstructorDeclarationSyntax => "ctor",
        _ => null,
    };
}
