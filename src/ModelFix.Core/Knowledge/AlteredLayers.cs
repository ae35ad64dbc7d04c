using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Code after which a layer is not what its construction says: another weight, another layer in its field or list from outside of its class, a hook that changes
/// what it gives. What is known of layers then holds under an assumption, anywhere in the compilation, since layers are handed on.
/// </summary>
internal sealed class AlteredLayers
{
    private static readonly ImmutableHashSet<string> Hooks = ImmutableHashSet.Create(
        "register_forward_hook", "register_forward_pre_hook", "register_call_hook", "register_module_forward_hook", "register_module_forward_pre_hook");

    private static readonly ImmutableHashSet<string> Weights = ImmutableHashSet.Create("weight", "bias", "running_mean", "running_var");

    private readonly Lazy<string?> _assumption;

    public AlteredLayers(Compilation compilation, TorchSymbols symbols) =>
        _assumption = new Lazy<string?>(() =>
        {
            var members = compilation.SyntaxTrees.SelectMany(t => t.GetRoot().DescendantNodes()).OfType<TypeDeclarationSyntax>().SelectMany(Members).ToImmutableHashSet(StringComparer.Ordinal);
            return compilation.SyntaxTrees.Select(t => First(t, compilation, symbols, members)).FirstOrDefault(a => a is not null);
        });

    /// <summary>What has to hold for layers to be what their construction says, as it follows "assuming"; null where nothing alters one.</summary>
    public string? Assumption => _assumption.Value;

    private static IEnumerable<string> Members(TypeDeclarationSyntax type) => type.Members.SelectMany(m => m switch
    {
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Identifier.ValueText),
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        _ => Enumerable.Empty<string>(),
    });

    private static string? First(SyntaxTree tree, Compilation compilation, TorchSymbols symbols, ImmutableHashSet<string> members)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is InvocationExpressionSyntax call && Hooks.Contains(Name(call.Expression))) return Kept("the hook", call);
            if (node is AssignmentExpressionSyntax assignment && IsAltered(assignment, compilation, symbols, members)) return Kept("the change", assignment);
        }

        return null;
    }

    private static bool IsAltered(AssignmentExpressionSyntax assignment, Compilation compilation, TorchSymbols symbols, ImmutableHashSet<string> members)
    {
        var target = assignment.Left;
        switch (target)
        {
            case MemberAccessExpressionSyntax access when Weights.Contains(access.Name.Identifier.ValueText):
                return TypeOf(access.Expression) is { } layer && symbols.IsModule(layer) && !layer.Locations.Any(l => l.IsInSource);
            case ElementAccessExpressionSyntax element:
                return TypeOf(element.Expression) is { } list && (list.Name is "ModuleList" or "ModuleDict" or "Sequential" || list is IArrayTypeSymbol { ElementType: { } item } && symbols.IsModule(item))
                    && assignment.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null;
            case MemberAccessExpressionSyntax or IdentifierNameSyntax when MayBeOfAnother(target, members):
                return Model().GetSymbolInfo(target).Symbol is IFieldSymbol or IPropertySymbol && TypeOf(target) is { } type && symbols.IsModule(type) && IsFromOutside(target);
            default:
                return false;
        }

        SemanticModel Model() => compilation.Bound(target.SyntaxTree);
        ITypeSymbol? TypeOf(ExpressionSyntax expression) => Model().GetTypeInfo(expression).Type;

        // From a derived class, or through another name than this.
        bool IsFromOutside(ExpressionSyntax member) => member is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax }
            || Model().GetSymbolInfo(member).Symbol is { } symbol && Model().GetEnclosingSymbol(member.SpanStart)?.ContainingType is { } around
                && !SymbolEqualityComparer.Default.Equals(symbol.ContainingType.OriginalDefinition, around.OriginalDefinition);
    }

    /// <summary>Without binding: a member of the project's classes that is not plainly the own class's, written through no name or this.</summary>
    private static bool MayBeOfAnother(ExpressionSyntax target, ImmutableHashSet<string> members) => target switch
    {
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own => members.Contains(own.Name.Identifier.ValueText) && !IsOwn(own, own.Name.Identifier.ValueText),
        MemberAccessExpressionSyntax access => members.Contains(access.Name.Identifier.ValueText),
        IdentifierNameSyntax name => members.Contains(name.Identifier.ValueText) && !IsOwn(name, name.Identifier.ValueText),
        _ => false,
    };

    private static bool IsOwn(SyntaxNode node, string name) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && Members(type).Contains(name);

    private static string Name(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };

    private static string Kept(string what, SyntaxNode node) => string.Format(
        CultureInfo.InvariantCulture,
        "{0} in line {1} of {2} leaves the shapes and values of layers as they are",
        what,
        node.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
        Path.GetFileName(node.SyntaxTree.FilePath));
}
