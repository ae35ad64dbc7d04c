using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.TorchSharp;

/// <summary>All calls of private methods, which nobody but their class can make.</summary>
internal static class PrivateCalls
{
    /// <summary>Who asks what a method is given asks its callers, and theirs: so many of them at most.</summary>
    private const int MaxCallers = 16;

    /// <summary>
    /// The calls of a private method; null where they may not be all (it is given away as a delegate, or calls itself), where nobody calls it, and where private
    /// methods call each other in a chain that is too long.
    /// </summary>
    public static ImmutableArray<IInvocationOperation>? Of(IMethodSymbol method, Compilation compilation) =>
        IsPrivate(method) && !CallsItself(method, compilation) && Find(method, compilation) is { } calls && !IsTooDeep(calls, compilation) ? calls : null;

    private static bool IsPrivate(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, PartialDefinitionPart: null, PartialImplementationPart: null };

    private static bool IsTooDeep(ImmutableArray<IInvocationOperation> calls, Compilation compilation)
    {
        for (var i = 0; i < MaxCallers; i++)
        {
            calls = calls.Select(c => compilation.Bound(c.Syntax.SyntaxTree).GetDeclaredSymbol(c.Syntax.FirstAncestorOrSelf<MethodDeclarationSyntax>() ?? c.Syntax))
                .OfType<IMethodSymbol>()
                .Where(IsPrivate)
                .Distinct<IMethodSymbol>(SymbolEqualityComparer.Default)
                .SelectMany(m => Find(m, compilation) ?? ImmutableArray<IInvocationOperation>.Empty)
                .ToImmutableArray();
            if (calls.IsEmpty) return false;
        }

        return true;
    }

    private static ImmutableArray<IInvocationOperation>? Find(IMethodSymbol method, Compilation compilation)
    {
        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        foreach (var declaration in method.ContainingType.DeclaringSyntaxReferences.Select(r => r.GetSyntax()))
        {
            var model = compilation.Bound(declaration.SyntaxTree);
            foreach (var name in Mentions(declaration, method.Name))
            {
                var bound = model.GetSymbolInfo(name);
                if (!IsSame(bound.Symbol, method))
                {
                    if (bound.CandidateSymbols.Any(c => IsSame(c, method)) && !IsInNameof(name)) return null;
                    continue;
                }

                if (CallOf(name) is not { } syntax || model.GetOperation(syntax) is not IInvocationOperation call) return null;
                calls.Add(call);
            }
        }

        return calls.Count == 0 ? null : calls.ToImmutable();
    }

    /// <summary>True where a method may run again before it ends, through methods of its class.</summary>
    private static bool CallsItself(IMethodSymbol method, Compilation compilation)
    {
        var reached = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<IMethodSymbol>([method]);
        while (pending.Count > 0)
        {
            foreach (var callee in Callees(pending.Pop(), compilation))
            {
                if (IsSame(callee, method)) return true;
                if (reached.Add(callee)) pending.Push(callee);
            }
        }

        return false;
    }

    private static IEnumerable<IMethodSymbol> Callees(IMethodSymbol method, Compilation compilation) => method.DeclaringSyntaxReferences
        .Select(r => r.GetSyntax())
        .SelectMany(syntax => syntax.DescendantNodes().OfType<SimpleNameSyntax>()
            // Most names are of no method of the class, which is seen without binding them.
            .Where(name => method.ContainingType.GetMembers(name.Identifier.ValueText).Any(m => m is IMethodSymbol))
            .Select(name => compilation.Bound(syntax.SyntaxTree).GetSymbolInfo(name).Symbol))
        .OfType<IMethodSymbol>()
        .Select(m => m.OriginalDefinition)
        .Where(m => SymbolEqualityComparer.Default.Equals(m.ContainingType, method.ContainingType));

    private static IEnumerable<SimpleNameSyntax> Mentions(SyntaxNode declaration, string name) =>
        declaration.DescendantNodes().OfType<SimpleNameSyntax>().Where(n => n.Identifier.ValueText == name);

    private static bool IsSame(ISymbol? symbol, IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(symbol?.OriginalDefinition, method.OriginalDefinition);

    private static InvocationExpressionSyntax? CallOf(SimpleNameSyntax name)
    {
        ExpressionSyntax callee = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return callee.Parent is InvocationExpressionSyntax call && call.Expression == callee ? call : null;
    }

    private static bool IsInNameof(SimpleNameSyntax name) =>
        name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };
}
