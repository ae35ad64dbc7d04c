using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Code after which a layer is not what its construction says: another weight, another layer in its field or list from outside of its
/// class, a hook that changes what it gives. What is known of layers then holds under an assumption, anywhere in the compilation, since
/// layers are handed on.
/// </summary>
internal sealed class AlteredLayers
{
    private static readonly ImmutableHashSet<string> Hooks = ImmutableHashSet.Create(
        "register_forward_hook",
            "register_forward_pre_hook", "register_call_hook", "register_module_forward_hook", "register_module_forward_pre_hook");

    private static readonly ImmutableHashSet<string> Weights = ImmutableHashSet.Create("weight", "bias", "running_mean", "running_var");

    private readonly Lazy<string?> _assumption;

    public AlteredLayers(Compilation compilation, TorchSymbols symbols) =>
        _assumption = new Lazy<string?>(() =>
        {
            var files = compilation.SyntaxTrees.AsParallel().AsOrdered().Select(SuspectCode.In).ToList();
            var members = new HashSet<string>(files.SelectMany(f => f.Members), StringComparer.Ordinal);
            return files.Select(f => First(f, compilation, symbols, members)).FirstOrDefault(a => a is not null);
        });

    /// <summary>
    /// What has to hold for layers to be what their construction says, as it follows "assuming"; null where nothing alters one.
    /// </summary>
    public string? Assumption => _assumption.Value;

    private static string? First(SuspectCode file, Compilation compilation, TorchSymbols symbols, HashSet<string> members)
    {
        foreach (var node in file.Nodes)
        {
            if (node is InvocationExpressionSyntax) return Kept("the hook", node);
            if (node is AssignmentExpressionSyntax assignment && IsAltered(assignment, compilation, symbols, members))
                return Kept("the change", assignment);
        }

        return null;
    }

    private static bool IsAltered(
        AssignmentExpressionSyntax assignment,
        Compilation compilation,
        TorchSymbols symbols,
        HashSet<string> members)
    {
        var target = assignment.Left;
        switch (target)
        {
            case MemberAccessExpressionSyntax access when Weights.Contains(access.Name.Identifier.ValueText):
                return TypeOf(access.Expression) is { } layer && symbols.IsModule(layer) && !layer.Locations.Any(l => l.IsInSource);
            case ElementAccessExpressionSyntax element:
                return TypeOf(element.Expression) is { } list
                    && (list.Name is "ModuleList" or "ModuleDict" or "Sequential"
                        || list is IArrayTypeSymbol { ElementType: { } item } && symbols.IsModule(item))
                    && assignment.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null;
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } when members.Contains(name):
            case IdentifierNameSyntax { Identifier.ValueText: var other } when members.Contains(other):
                return Model().GetSymbolInfo(target).Symbol is IFieldSymbol or IPropertySymbol
                    && TypeOf(target) is { } type
                    && symbols.IsModule(type)
                    && IsFromOutside(target);
            default:
                return false;
        }

        SemanticModel Model() => compilation.Bound(target.SyntaxTree);
        ITypeSymbol? TypeOf(ExpressionSyntax expression) => Model().GetTypeInfo(expression).Type;

        // From a derived class, or through another name than this.
        bool IsFromOutside(ExpressionSyntax member) => member is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax }
            || Model().GetSymbolInfo(member).Symbol is { } symbol
                && Model().GetEnclosingSymbol(member.SpanStart)?.ContainingType is { } around
                && !SymbolEqualityComparer.Default.Equals(symbol.ContainingType.OriginalDefinition, around.OriginalDefinition);
    }

    private static string Kept(string what, SyntaxNode node) => string.Format(
        CultureInfo.InvariantCulture,
        "{0} in line {1} of {2} leaves the shapes and values of layers as they are",
        what,
        node.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
        Path.GetFileName(node.SyntaxTree.FilePath));

    /// <summary>What a file says without being bound, read once for each text of it.</summary>
    /// <param name="Members">The fields and properties of its classes.</param>
    /// <param name="Nodes">Hooks, and assignments that are not plainly to a member of the own class through no name or this.</param>
    private sealed record SuspectCode(IReadOnlyCollection<string> Members, ImmutableArray<SyntaxNode> Nodes)
    {
        private static readonly ConditionalWeakTable<SyntaxTree, SuspectCode> Known = new();

        public static SuspectCode In(SyntaxTree tree) => Known.GetValue(tree, Read);

        private static SuspectCode Read(SyntaxTree tree)
        {
            var members = new HashSet<string>(StringComparer.Ordinal);
            var nodes = ImmutableArray.CreateBuilder<SyntaxNode>();
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is TypeDeclarationSyntax type) members.UnionWith(MembersOf(type));
                if (node is InvocationExpressionSyntax call && Hooks.Contains(Name(call.Expression))) nodes.Add(call);
                if (node is AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax
                    or IdentifierNameSyntax
                    or ElementAccessExpressionSyntax } assignment
                    && !IsOwn(assignment.Left))
                    nodes.Add(assignment);
            }

            return new SuspectCode(members, nodes.ToImmutable());
        }

        private static bool IsOwn(ExpressionSyntax target) => target switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: var weight } when Weights.Contains(weight) => false,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own => IsMember(own, own.Name.Identifier.ValueText),
            IdentifierNameSyntax name => IsMember(name, name.Identifier.ValueText),
            _ => false,
        };

        private static bool IsMember(
            SyntaxNode node,
            string name) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && MembersOf(type).Contains(name);

        private static IEnumerable<string> MembersOf(TypeDeclarationSyntax type) => type.Members.SelectMany(m => m switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Identifier.ValueText),
            PropertyDeclarationSyntax property => [property.Identifier.ValueText],
            _ => Enumerable.Empty<string>(),
        });

        private static string Name(ExpressionSyntax called) => called switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            IdentifierNameSyntax name => name.Identifier.ValueText,
            _ => "",
        };
    }
}
