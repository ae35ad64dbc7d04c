using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Patterns;

namespace ModelFix.Analyzers;

/// <summary>
/// Which rules to ask at a node: from the name that stands there and from the kind of syntax, so that one walk over a file serves all
/// rules.
/// </summary>
internal sealed class RuleTriggers
{
    private readonly Dictionary<string, List<Rule>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<SyntaxKind, List<Rule>> _bySyntax = [];

    public RuleTriggers(IEnumerable<Rule> rules)
    {
        foreach (var rule in rules)
        {
            foreach (var name in rule.Names) Listed(_byName, name).Add(rule);
            foreach (var kind in rule.Syntax) Listed(_bySyntax, kind).Add(rule);
        }
    }

    /// <summary>The rules that may find something at a node, each once.</summary>
    public IEnumerable<Rule> At(SyntaxNode node)
    {
        var byName = Pattern.NameAt(node) is { } name && _byName.TryGetValue(name, out var named) ? named : [];
        return _bySyntax.TryGetValue(node.Kind(), out var kept) ? byName.Union(kept) : byName;
    }

    private static List<Rule> Listed<TKey>(Dictionary<TKey, List<Rule>> table, TKey key)
        where TKey : notnull
    {
        if (!table.TryGetValue(key, out var rules)) table[key] = rules = [];
        return rules;
    }
}
