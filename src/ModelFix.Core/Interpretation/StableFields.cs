using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>Which fields and properties of a module still hold in forward what construction put there.</summary>
internal sealed class StableFields
{
    /// <summary>Methods of modules and lists that change what they hold.</summary>
    public static readonly ImmutableHashSet<string> Mutators = ImmutableHashSet.Create(
        "Add",
            "append",
            "AddRange",
            "Insert",
            "InsertRange",
            "Remove",
            "RemoveAt",
            "RemoveRange",
            "RemoveAll",
            "Clear",
            "Reverse",
            "Sort",
            "add_module",
        "register_module", "append_module", "insert", "extend", "pop", "update", "clear");

    private readonly Compilation _compilation;
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableHashSet<ISymbol>> _changed = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableHashSet<ISymbol>> _grown = new(SymbolEqualityComparer.Default);

    public StableFields(Compilation compilation) => _compilation = compilation;

    /// <summary>
    /// True where nothing but constructors and initialisers writes the member, changes what it holds, or hands it out to be changed.
    /// </summary>
    public bool Contains(ISymbol member)
    {
        if (member.ContainingType is not { } type || !type.Locations.Any(l => l.IsInSource)) return false;
        var isClosed = member switch
        {
            IFieldSymbol field => field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private,
            IPropertySymbol property => property.SetMethod is null or { DeclaredAccessibility: Accessibility.Private },
            _ => false,
        };
        return isClosed
            && !_changed.GetOrAdd(type.OriginalDefinition, t => Changed(t, inConstruction: false)).Contains(member.OriginalDefinition);
    }

    /// <summary>
    /// True where the module or list in the member stays as it was created, in constructors too: nothing is added to it, and it is not
    /// handed out.
    /// </summary>
    public bool IsAsCreated(ISymbol member) => member.ContainingType is { } type
        && !_grown.GetOrAdd(type.OriginalDefinition, t => Changed(t, inConstruction: true)).Contains(member.OriginalDefinition);

    private ImmutableHashSet<ISymbol> Changed(INamedTypeSymbol type, bool inConstruction)
    {
        var changed = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        var members = type
            .GetMembers()
            .Where(m => m is IFieldSymbol or IPropertySymbol)
            .Select(m => m.Name)
            .ToImmutableHashSet(StringComparer.Ordinal);
        foreach (var declaration in type.Declarations().Select(r => r.GetSyntax()))
        {
            var model = _compilation.Bound(declaration.SyntaxTree);
            foreach (var name in declaration.DescendantNodes().OfType<IdentifierNameSyntax>())
            {
                // What is said without binding comes first: few names are members of the class, and fewer are written.
                if (!members.Contains(name.Identifier.ValueText) || !IsWrite(Reference(name)) && !IsHandedOut(Reference(name))) continue;
                if (model.GetSymbolInfo(name).Symbol is not (IFieldSymbol or IPropertySymbol)
                    || !inConstruction && IsInConstruction(name, type, model))
                    continue;
                var member = model.GetSymbolInfo(name).Symbol!;
                var isCreation = inConstruction && Reference(name).Parent is AssignmentExpressionSyntax;
                if (!isCreation && IsWrite(Reference(name)) || HoldsOthers(member) && IsHandedOut(Reference(name)))
                    changed.Add(member.OriginalDefinition);
            }
        }

        return changed.ToImmutable();
    }

    /// <summary>True in constructors and initialisers, and in the private helpers that only they call.</summary>
    private bool IsInConstruction(SyntaxNode node, INamedTypeSymbol type, SemanticModel model)
    {
        var member = node
            .AncestorsAndSelf()
            .OfType<MemberDeclarationSyntax>()
            .FirstOrDefault(m => m is BaseMethodDeclarationSyntax or BaseFieldDeclarationSyntax or BasePropertyDeclarationSyntax);
        if (member is ConstructorDeclarationSyntax or BaseFieldDeclarationSyntax) return true;
        if (member is PropertyDeclarationSyntax { Initializer: { } initializer } && initializer.Span.Contains(node.Span)) return true;
        return member is MethodDeclarationSyntax method
            && model.GetDeclaredSymbol(method) is { DeclaredAccessibility: Accessibility.Private } helper
            && IsOnlyCalledByConstructors(helper, type);
    }

    private bool IsOnlyCalledByConstructors(IMethodSymbol helper, INamedTypeSymbol type)
    {
        var isCalled = false;
        foreach (var declaration in type.Declarations().Select(r => r.GetSyntax()))
        {
            var model = _compilation.Bound(declaration.SyntaxTree);
            foreach (var name in declaration.DescendantNodes().OfType<SimpleNameSyntax>().Where(n => n.Identifier.ValueText == helper.Name))
            {
                if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, helper)) continue;
                if (name.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not ConstructorDeclarationSyntax) return false;
                isCalled = true;
            }
        }

        return isCalled;
    }

    /// <summary>The name with <c>this.</c> before it.</summary>
    private static ExpressionSyntax Reference(IdentifierNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    private static bool IsWrite(ExpressionSyntax reference) => reference.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == reference,
        ArgumentSyntax argument =>
            !argument.RefKindKeyword.IsKind(SyntaxKind.None)
                || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax tuple } && tuple.Left == argument.Parent,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax =>
            reference.Parent.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression
            or SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
        MemberAccessExpressionSyntax access when access.Expression == reference => Mutators.Contains(access.Name.Identifier.ValueText),
        ElementAccessExpressionSyntax element when element.Expression == reference =>
            element.Parent is AssignmentExpressionSyntax assignment && assignment.Left == element,
        _ => false,
    };

    /// <summary>Modules that contain others, arrays and lists: who gets one can change what it holds.</summary>
    private static bool HoldsOthers(ISymbol member)
    {
        var type = member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;
        return type is IArrayTypeSymbol
            || type.Name is "Sequential" or "ModuleList" or "ModuleDict"
            || type.ContainingNamespace?.ToDisplayString() == "System.Collections.Generic";
    }

    private static bool IsHandedOut(ExpressionSyntax reference) => reference.Parent switch
    {
        ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax => true,
        AssignmentExpressionSyntax assignment => assignment.Right == reference,
        _ => false,
    };
}
