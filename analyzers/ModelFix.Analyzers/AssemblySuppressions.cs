using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>
/// The suppressions that stand apart from the code that they are about: <c>[assembly: SuppressMessage(…, Target = "~M:…")]</c>. Those of
/// which it is not certain what they cover are left out: the code may be compiled for another target framework, or be in a file that is
/// not there.
/// </summary>
internal static class AssemblySuppressions
{
    /// <summary>Begins a target that is a documentation id.</summary>
    private const string Id = "~";

    private const string NamespaceId = "~N:";

    public static IEnumerable<Suppression> In(SyntaxNode root, TorchCompilation torch)
    {
        foreach (var attribute in root.ChildNodes().OfType<AttributeListSyntax>().SelectMany(l => l.Attributes))
            if (Suppression.IdIn(attribute, torch) is { } id && Covered(attribute, torch) is { } code)
                yield return new Suppression(id, attribute, code);
    }

    /// <summary>What an attribute covers, as the compiler has it; null where that is not certain.</summary>
    private static ImmutableArray<CoveredCode>? Covered(AttributeSyntax attribute, TorchCompilation torch)
    {
        var target = Suppression.Said(attribute, "Target", torch);
        return Suppression.Said(attribute, "Scope", torch)?.ToLowerInvariant() switch
        {
            null or "" or "module" when target is null => torch.Settings.IsWholeAssembly ? Everything(torch.Compilation) : null,
            "type" or "member" when target is not null => Declared(target, torch.Compilation),
            // What is in a namespace's types is not what is said of the namespace itself: no rule finds anything there.
            "namespace" when target is not null => Namespaces(target, torch.Compilation) is null ? null : ImmutableArray<CoveredCode>.Empty,
            "namespaceanddescendants" when target is not null && torch.Settings.IsWholeAssembly => Namespaces(target, torch.Compilation),
            _ => null,
        };
    }

    private static ImmutableArray<CoveredCode> Everything(Compilation compilation) =>
        compilation.SyntaxTrees.Select(t => new CoveredCode(t, t.GetRoot().FullSpan)).ToImmutableArray();

    private static ImmutableArray<CoveredCode>? Declared(string target, Compilation compilation)
    {
        if (!target.StartsWith(Id, StringComparison.Ordinal)) return null;
        return Known(DocumentationCommentId.GetSymbolsForDeclarationId(target.Substring(Id.Length), compilation)
            .SelectMany(s => s is IMethodSymbol { PartialImplementationPart: { } part } ? [s, part] : new[] { s })
            .SelectMany(s => s.DeclaringSyntaxReferences)
            .Select(r => new CoveredCode(r.SyntaxTree, r.Span)));
    }

    /// <summary>The declarations of a namespace and of those in it.</summary>
    private static ImmutableArray<CoveredCode>? Namespaces(string target, Compilation compilation)
    {
        if (!target.StartsWith(NamespaceId, StringComparison.Ordinal)) return null;
        var name = target.Substring(NamespaceId.Length);
        return Known(compilation.SyntaxTrees
            .SelectMany(t => t.GetRoot().DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax))
            .OfType<BaseNamespaceDeclarationSyntax>()
            .Where(n => compilation.Bound(n.SyntaxTree).GetDeclaredSymbol(n)?.ToDisplayString() is { } declared
                && (declared == name || declared.StartsWith(name + ".", StringComparison.Ordinal)))
            .Select(n => new CoveredCode(n.SyntaxTree, n.FullSpan)));
    }

    private static ImmutableArray<CoveredCode>? Known(IEnumerable<CoveredCode> code) =>
        code.ToImmutableArray() is { IsEmpty: false } known ? known : null;
}
