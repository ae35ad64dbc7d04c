using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;

namespace ModelFix.Engine.Reporting;

/// <summary>What tells a finding from others wherever its lines move to: rule, file, member and code.</summary>
internal static class Fingerprint
{
    /// <param name="outcome">What became of the finding.</param>
    /// <param name="address">What files are called, on any machine.</param>
    public static string Of(Outcome outcome, SourceAddress address)
    {
        var code = string.Join(' ', outcome.Finding.Node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var key = string.Join('\n', [outcome.RuleId, address.Shown(outcome.File), MemberOf(outcome.Finding), code]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
    }

    /// <summary>The member that a finding stands in: "Net.forward".</summary>
    public static string MemberOf(Finding finding) =>
        string.Join('.', finding.Node.AncestorsAndSelf().Select(NameOf).OfType<string>().Reverse());

    private static string? NameOf(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        ConstructorDeclarationSyntax => "ctor",
        _ => null,
    };
}
