using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Core.TorchSharp;

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
        _assumption = new Lazy<string?>(() => compilation.SyntaxTrees.Select(t => First(t, compilation, symbols)).FirstOrDefault(a => a is not null));

    /// <summary>What has to hold for layers to be what their construction says, as it follows "assuming"; null where nothing alters one.</summary>
    public string? Assumption => _assumption.Value;

    private static string? First(SyntaxTree tree, Compilation compilation, TorchSymbols symbols)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is InvocationExpressionSyntax call && Hooks.Contains(Name(call.Expression))) return Kept("the hook", call);
            if (node is AssignmentExpressionSyntax assignment && IsAltered(assignment, compilation, symbols)) return Kept("the change", assignment);
        }

        return null;
    }

    private static bool IsAltered(AssignmentExpressionSyntax assignment, Compilation compilation, TorchSymbols symbols)
    {
        var target = assignment.Left;
        switch (target)
        {
            case MemberAccessExpressionSyntax access when Weights.Contains(access.Name.Identifier.ValueText):
                return TypeOf(access.Expression) is { } layer && symbols.IsModule(layer) && !layer.Locations.Any(l => l.IsInSource);
            case ElementAccessExpressionSyntax element:
                return TypeOf(element.Expression) is { } list && (list.Name is "ModuleList" or "ModuleDict" or "Sequential" || list is IArrayTypeSymbol { ElementType: { } item } && symbols.IsModule(item))
                    && assignment.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null;
            case MemberAccessExpressionSyntax or IdentifierNameSyntax when MayBeLayer(assignment.Right):
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

    /// <summary>Without binding: what creates or hands on an object.</summary>
    private static bool MayBeLayer(ExpressionSyntax value) => value is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax;

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
