using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Rewriting;

/// <summary>
/// How names and arrays are written at one place: by the usings in scope, the language version and what the file already does.
/// </summary>
internal sealed class SourceStyle
{
    private readonly SemanticModel _model;
    private readonly TorchSymbols _symbols;
    private readonly int _position;
    private readonly SyntaxTree _tree;

    private SourceStyle(SyntaxNode node, SemanticModel model, TorchSymbols symbols)
    {
        _model = model;
        _symbols = symbols;
        _position = node.SpanStart;
        _tree = node.SyntaxTree;
    }

    public static SourceStyle At(SyntaxNode node, SemanticModel model, TorchSymbols symbols) => new(node, model, symbols);

    public LanguageVersion LanguageVersion => ((CSharpParseOptions)_tree.Options).LanguageVersion;

    /// <summary>
    /// A static member of torch: <c>torch.cat</c>, <c>cat</c> under using static, or <c>global::TorchSharp.torch.cat</c>.
    /// </summary>
    public string Torch(string member) => Member(_symbols.Torch, member);

    /// <summary>A function of torch.nn.functional: <c>functional.relu</c>, <c>F.relu</c>, <c>torch.nn.functional.relu</c>.</summary>
    public string Functional(string member) => Member(_symbols.Functional!, member);

    /// <summary>A factory of torch.nn: <c>Conv2d</c>, <c>nn.Conv2d</c>, <c>torch.nn.Conv2d</c>.</summary>
    public string Nn(string member) => Member(_symbols.Nn!, member);

    /// <summary>
    /// A type of TorchSharp as it can be named here: <c>TensorIndex</c>, <c>torch.TensorIndex</c>,
    /// <c>global::TorchSharp.torch.TensorIndex</c>.
    /// </summary>
    public string Type(INamedTypeSymbol type)
    {
        if (Resolves(type.Name, type)) return type.Name;
        if (Alias(type) is { } alias) return alias;
        return type.ContainingType is { } outer
            ? Type(outer) + "." + type.Name
            : "global::" + type.ContainingNamespace.ToDisplayString() + "." + type.Name;
    }

    /// <summary>
    /// An array of longs: <c>new long[] { 2, 3 }</c>, or <c>[2, 3]</c> where the file already writes collection expressions.
    /// </summary>
    public string Longs(IEnumerable<string> items) => Array("long", items);

    public string Longs(IEnumerable<long> items) => Longs(items.Select(CSharpText.Of));

    /// <summary>As above, of doubles that are whole: <c>new double[] { 2, 3 }</c>.</summary>
    public string Doubles(IEnumerable<long> items) => Array("double", items.Select(CSharpText.Of));

    /// <summary>True where the name means the symbol here and nothing hides it.</summary>
    public bool Resolves(string name, ISymbol symbol)
    {
        var found = _model.LookupSymbols(_position, name: name);
        return !found.IsEmpty && found.All(f => SymbolEqualityComparer.Default.Equals(f.OriginalDefinition, symbol));
    }

    /// <summary>A name that nothing in scope at this place has: the wanted one, or it with a number.</summary>
    /// <param name="wanted">The name without a number.</param>
    /// <param name="others">How many free names to leave to other places in the same method that are rewritten at the same time.</param>
    public string FreeName(string wanted, int others = 0)
    {
        var scope = _tree.GetRoot().FindToken(_position).Parent?.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault();
        var taken = new HashSet<string>(
            (scope ?? _tree.GetRoot()).DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText));
        var name = wanted;
        for (var i = 2; taken.Contains(name) || !_model.LookupSymbols(_position, name: name).IsEmpty || others-- > 0; i++)
            name = wanted + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return name;
    }

    /// <summary>The line ending that the file uses.</summary>
    public string NewLine => WrittenStyle.Of(_tree).NewLine;

    private string Array(string type, IEnumerable<string> items) => UsesCollectionExpressions
        ? "[" + string.Join(", ", items) + "]"
        : items.Any() ? $"new {type}[] {{ {string.Join(", ", items)} }}" : $"new {type}[0]";

    private bool UsesCollectionExpressions =>
        (int)LanguageVersion >= 1200 && WrittenStyle.Of(_tree).UsesCollectionExpressions;

    private string Member(INamedTypeSymbol type, string member)
    {
        var qualified = Type(type) + "." + member;
        return IsImported(type, member) && (qualified.StartsWith("global::", StringComparison.Ordinal) || !IsWritten(Type(type)))
            ? member
            : qualified;
    }

    /// <summary>A class of the same name, as TorchSharp.Modules has for each layer, does not hide a method where a call is meant.</summary>
    private bool IsImported(INamedTypeSymbol type, string member)
    {
        var found = _model.LookupSymbols(_position, name: member).Where(f => f is not INamedTypeSymbol).ToList();
        return found.Count > 0 && found.All(f => SymbolEqualityComparer.Default.Equals(f.ContainingType, type));
    }

    /// <summary>True where the file calls members of a type through this qualifier somewhere.</summary>
    private bool IsWritten(string qualifier) => WrittenStyle.Of(_tree).Qualifiers.Contains(qualifier);

    private string? Alias(INamedTypeSymbol type)
    {
        foreach (var directive in WrittenStyle.Of(_tree).Usings)
            if (directive.Alias is { Name: var name } && directive.Name is { } target
                && SymbolEqualityComparer.Default.Equals(_model.GetSymbolInfo(target).Symbol, type)) return name.Identifier.ValueText;
        return null;
    }
}
