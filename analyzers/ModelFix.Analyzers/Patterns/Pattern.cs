using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>
/// A kind of place that a rule looks at, with what it says there: calls of an operator, constructions of a layer, assignments, methods.
/// </summary>
/// <remarks>It recognises the place in every spelling, cheaply by names first, and sees to it that the code is exported.</remarks>
internal abstract class Pattern
{
    /// <summary>The kinds of operation that such a place is.</summary>
    public abstract ImmutableArray<OperationKind> Kinds { get; }

    /// <summary>The names by which such a place is found: what is called, constructed or declared there.</summary>
    public virtual ImmutableHashSet<string> Names => ImmutableHashSet<string>.Empty;

    /// <summary>The kinds of syntax that may be such a place whatever names stand there: <c>new(…)</c>, <c>x[i] = v</c>.</summary>
    public virtual ImmutableHashSet<SyntaxKind> Syntax => ImmutableHashSet<SyntaxKind>.Empty;

    /// <summary>True where such a place is one outside of exported modules too, so that code must be bound there.</summary>
    public virtual bool LooksOutsideOfModules => false;

    /// <summary>A cheap test on syntax alone: false only where <see cref="Inspect"/> could not find anything.</summary>
    public abstract bool MayBe(SyntaxNode node);

    /// <summary>The finding at an operation of <see cref="Kinds"/> whose syntax may be such a place, or null.</summary>
    public abstract Finding? Inspect(IOperation operation, TorchCompilation torch);

    /// <summary>The name by which a node is found: of what it calls, or of the method that it declares; null for any other node.</summary>
    public static string? NameAt(SyntaxNode node) =>
        node is MethodDeclarationSyntax method ? method.Identifier.ValueText : CalledName(node);

    /// <summary>The name of what a node calls, or null where it is no call by name.</summary>
    protected static string? CalledName(SyntaxNode node) => (node as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
