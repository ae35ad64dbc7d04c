using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Where code asks of which class a module is, as in <c>if (m is BatchNorm1d norm) init.zeros_(norm.weight)</c>: a module of another class
/// that computes the same would be treated differently there.
/// </summary>
internal sealed class LayerTypeTests
{
    private readonly Compilation _compilation;
    private readonly TorchSymbols _symbols;
    private readonly ConcurrentDictionary<INamedTypeSymbol, Location?> _first = new(SymbolEqualityComparer.Default);

    public LayerTypeTests(Compilation compilation, TorchSymbols symbols)
    {
        _compilation = compilation;
        _symbols = symbols;
    }

    /// <summary>
    /// The first place in the project that tells modules of a class from others, by the class, one of its own base classes or its name.
    /// </summary>
    public Location? First(INamedTypeSymbol layer) => _first.GetOrAdd(layer, Find);

    /// <summary>The class and those of its base classes that not every module has: BatchNorm1d, BatchNorm, NormBase.</summary>
    public ImmutableArray<INamedTypeSymbol> Classes(INamedTypeSymbol layer)
    {
        var classes = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
        for (var t = layer; t is not null && !IsGeneral(t); t = t.BaseType) classes.Add(t);
        return classes.ToImmutable();
    }

    /// <summary>True for nn.Module and nn.Module&lt;…&gt;, and what they derive from.</summary>
    public bool IsGeneral(INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingType, _symbols.Nn) && type.Name == _symbols.Module.Name
            || !_symbols.IsModule(type);

    private Location? Find(INamedTypeSymbol layer)
    {
        var classes = Classes(layer);
        var names = classes.Select(c => c.Name).ToImmutableHashSet();
        return _compilation.SyntaxTrees
            .OrderBy(t => t.FilePath, StringComparer.Ordinal)
            .SelectMany(t => t.GetRoot().DescendantTokens())
            .FirstOrDefault(t => IsTestByClass(t) || IsTestByName(t)) is { Parent: not null } token ? token.GetLocation() : null;

        bool IsTestByClass(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText)
            && token.Parent is SimpleNameSyntax name && !IsDeclaredType(name)
            && _compilation.Bound(name.SyntaxTree).GetSymbolInfo(name).Symbol is INamedTypeSymbol type
                && classes.Contains(type, SymbolEqualityComparer.Default);

        bool IsTestByName(SyntaxToken token) => token.IsKind(SyntaxKind.StringLiteralToken) && token.Parent!.Parent switch
        {
            BinaryExpressionSyntax or ConstantPatternSyntax or CaseSwitchLabelSyntax => names.Contains(token.ValueText),
            // Contains("Norm") speaks of it too.
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } }
                when called.Name.Identifier.ValueText is "Equals" or "Contains" or "StartsWith" or "EndsWith" =>
                token.ValueText.Length >= 4 && layer.Name.Contains(token.ValueText),
            _ => false,
        };
    }

    /// <summary>The type of a field, property or local, which tests nothing: what is put there has it already.</summary>
    private static bool IsDeclaredType(SimpleNameSyntax name)
    {
        SyntaxNode type = name;
        while (type.Parent is QualifiedNameSyntax or AliasQualifiedNameSyntax or NullableTypeSyntax) type = type.Parent;
        return type.Parent is VariableDeclarationSyntax or PropertyDeclarationSyntax;
    }
}
