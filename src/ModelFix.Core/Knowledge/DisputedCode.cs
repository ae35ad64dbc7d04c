using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Code of which it is not certain what is compiled: a class that holds an <c>#if</c> on a symbol that is not certain, in any of its parts,
/// and every class that names it, since what is known there may come from it.
/// </summary>
internal sealed class DisputedCode
{
    private static readonly Regex DeclaredType = new(@"\b(?:class|struct|record|interface|enum)\s+(\w+)", RegexOptions.CultureInvariant);

    private readonly UncertainSymbols _symbols;
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly string? _everywhere;

    public DisputedCode(Compilation compilation, UncertainSymbols symbols)
    {
        _symbols = symbols;
        if (symbols.Equals(UncertainSymbols.None)) return;
        foreach (var tree in compilation.SyntaxTrees.OrderBy(t => t.FilePath, StringComparer.Ordinal))
        {
            foreach (var directive in Disputed(tree))
            {
                var assumption = Assumption(directive);
                if (OutermostType(directive) is { } type) Add(type.Identifier.ValueText, assumption);
                // Outside of classes it may decide what the file's names mean, and which classes there are.
                else foreach (var name in TypesOf(tree)) Add(name, assumption);
                if (OutermostType(directive) is null && MentionsAllFiles(tree)) _everywhere ??= assumption;
            }
        }

        if (_types.Count > 0) Spread(compilation);
    }

    /// <summary>True where anything is disputed at all, so that what callers elsewhere do is not known either.</summary>
    public bool IsEmpty => _types.Count == 0 && _everywhere is null;

    /// <summary>
    /// What has to hold for the code around a node to be what is compiled, as it follows "assuming"; null where that is certain.
    /// </summary>
    public string? AssumptionAround(SyntaxNode node)
    {
        if (IsEmpty) return null;
        if (_everywhere is not null) return _everywhere;
        return OutermostType(node) is { } type && _types.TryGetValue(type.Identifier.ValueText, out var assumption) ? assumption : null;
    }

    private void Add(string type, string assumption)
    {
        if (!_types.ContainsKey(type)) _types.Add(type, assumption);
    }

    /// <summary>The first directive of each chain of #if, #elif and #else whose outcome is not certain.</summary>
    private IEnumerable<DirectiveTriviaSyntax> Disputed(SyntaxTree tree)
    {
        var defined = new Dictionary<string, bool>(StringComparer.Ordinal);
        var settled = new HashSet<DirectiveTriviaSyntax>();
        var isCertain = true;
        for (var directive = tree.GetRoot().GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            // What a file defines itself is certain, unless that is in a branch that is not.
            if (directive is DefineDirectiveTriviaSyntax { IsActive: true } define && isCertain) defined[define.Name.ValueText] = true;
            if (directive is UndefDirectiveTriviaSyntax { IsActive: true } undefine && isCertain) defined[undefine.Name.ValueText] = false;
            if (directive is not ConditionalDirectiveTriviaSyntax { IsActive: true } condition || settled.Contains(condition)) continue;
            var outcome = Outcome(condition.Condition, defined);
            if (outcome == false) continue;
            settled.UnionWith(condition.GetRelatedDirectives());
            if (outcome is not null) continue;
            isCertain = false;
            yield return condition;
        }
    }

    /// <summary>The value of a condition, or null where it depends on a symbol that is not certain.</summary>
    private bool? Outcome(ExpressionSyntax condition, Dictionary<string, bool> defined) => condition switch
    {
        ParenthesizedExpressionSyntax inner => Outcome(inner.Expression, defined),
        PrefixUnaryExpressionSyntax not => !Outcome(not.Operand, defined),
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.TrueLiteralExpression),
        IdentifierNameSyntax name when defined.TryGetValue(name.Identifier.ValueText, out var value) => value,
        IdentifierNameSyntax name when _symbols.Contains(name.Identifier.ValueText) => null,
        IdentifierNameSyntax name =>
            ((CSharpParseOptions)name.SyntaxTree.Options).PreprocessorSymbolNames.Contains(name.Identifier.ValueText),
        BinaryExpressionSyntax binary => Outcome(binary.Kind(), Outcome(binary.Left, defined), Outcome(binary.Right, defined)),
        _ => null,
    };

    private static bool? Outcome(SyntaxKind kind, bool? left, bool? right) => kind switch
    {
        SyntaxKind.LogicalAndExpression => left & right,
        SyntaxKind.LogicalOrExpression => left | right,
        SyntaxKind.EqualsExpression => left is null || right is null ? null : left == right,
        _ => left is null || right is null ? null : left != right,
    };

    private static string Assumption(DirectiveTriviaSyntax directive)
    {
        var condition = (ConditionalDirectiveTriviaSyntax)directive;
        var line = directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        return string.Format(
            CultureInfo.InvariantCulture,
            "'{0}' in line {1} of {2} {3}",
            directive.ToString().Trim(),
            line,
            Path.GetFileName(directive.SyntaxTree.FilePath),
            condition.ConditionValue ? "holds" : "does not hold");
    }

    /// <summary>The outermost class around a place; what stands before its first token is not in it.</summary>
    private static BaseTypeDeclarationSyntax? OutermostType(SyntaxNode node)
    {
        var around = node is DirectiveTriviaSyntax directive ? directive.ParentTrivia.Token.Parent : node;
        return around?.AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().LastOrDefault(t => t.Span.Contains(node.SpanStart));
    }

    private static IEnumerable<string> TypesOf(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var declared = root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(t => t.Identifier.ValueText);
        var compiledAway = root.DescendantTrivia()
            .Where(t => t.IsKind(SyntaxKind.DisabledTextTrivia))
            .SelectMany(t => DeclaredType.Matches(t.ToString()).Cast<Match>())
            .Select(m => m.Groups[1].Value);
        return declared.Concat(compiledAway);
    }

    private static bool MentionsAllFiles(SyntaxTree tree) =>
        tree.GetText().ToString() is var text && (text.Contains("global using") || text.Contains("assembly:"));

    /// <summary>Makes every class disputed that names one, its alias, or a static member of it.</summary>
    private void Spread(Compilation compilation)
    {
        var roots = compilation.SyntaxTrees.Select(t => t.GetRoot()).ToList();
        var parts = roots
            .SelectMany(r =>
                r.DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<BaseTypeDeclarationSyntax>())
            .ToLookup(t => t.Identifier.ValueText, StringComparer.Ordinal);
        var aliases = roots
            .SelectMany(r =>
                r.DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>())
            .Where(u => u.Alias is not null)
            .ToLookup(
                u => u.DescendantTokens().LastOrDefault(t => t.IsKind(SyntaxKind.IdentifierToken)).ValueText,
                u => u.Alias!.Name.Identifier.ValueText,
                StringComparer.Ordinal);
        var mentioned = parts.ToDictionary(
            p => p.Key, p => p.SelectMany(Mentioned).ToImmutableHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var pending = new Queue<string>(_types.Keys);
        while (pending.Count > 0)
        {
            var type = pending.Dequeue();
            var names = parts[type].SelectMany(StaticNames).Concat(aliases[type]).Append(type).ToList();
            foreach (var other in mentioned
                .Where(m => !_types.ContainsKey(m.Key) && names.Any(m.Value.Contains))
                .Select(m => m.Key)
                .ToList())
            {
                Add(other, _types[type]);
                pending.Enqueue(other);
            }
        }
    }

    private static IEnumerable<string> Mentioned(SyntaxNode type) =>
        type.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText);

    /// <summary>By what else than its name a class may be used: through using static, and as extension methods.</summary>
    private static IEnumerable<string> StaticNames(BaseTypeDeclarationSyntax type) => type.DescendantNodes().SelectMany(n => n switch
    {
        MethodDeclarationSyntax method when method.Modifiers.Any(SyntaxKind.StaticKeyword) => [method.Identifier.ValueText],
        PropertyDeclarationSyntax property when property.Modifiers.Any(SyntaxKind.StaticKeyword) => [property.Identifier.ValueText],
        FieldDeclarationSyntax field when field.Modifiers.Any(m =>
            m.IsKind(SyntaxKind.StaticKeyword) || m.IsKind(SyntaxKind.ConstKeyword)) =>
            field.Declaration.Variables.Select(v => v.Identifier.ValueText),
        BaseTypeDeclarationSyntax nested => [nested.Identifier.ValueText],
        _ => Enumerable.Empty<string>(),
    });
}
