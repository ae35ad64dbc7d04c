using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Interpretation;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Methods of the project that exported code calls in other classes: helpers, extensions, methods of other modules than forward. A call
/// through an interface or of a virtual method says nothing of its overrides.
/// </summary>
internal sealed class CalledElsewhere(Compilation compilation, ExportedCode exported)
{
    private readonly HashSet<string> _names = new(
        compilation.SyntaxTrees
            .SelectMany(t => t.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Select(m => m.Identifier.ValueText)
            .Where(n => n is not ("forward" or "call")),
        StringComparer.Ordinal);

    /// <summary>What is called from these members, and what that calls, without themselves.</summary>
    public ImmutableHashSet<ISymbol> Find(IEnumerable<ISymbol> members)
    {
        var known = new HashSet<ISymbol>(members, SymbolEqualityComparer.Default);
        var found = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Queue<ISymbol>(known);
        while (pending.Count > 0)
        {
            foreach (var callee in Callees(pending.Dequeue()))
                if (known.Add(callee))
                {
                    found.Add(callee);
                    pending.Enqueue(callee);
                }
        }

        return found.ToImmutable();
    }

    private IEnumerable<ISymbol> Callees(ISymbol member)
    {
        foreach (var reference in member.Declarations())
        {
            var syntax = reference.GetSyntax();
            var model = compilation.Bound(syntax.SyntaxTree);
            foreach (var name in syntax.DescendantNodes().OfType<SimpleNameSyntax>().Where(n => _names.Contains(n.Identifier.ValueText)))
                if (Called(model.GetSymbolInfo(name).Symbol) is { } method && !IsTraining(name, model)) yield return method;
        }
    }

    private ISymbol? Called(ISymbol? symbol)
    {
        var method = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol as IMethodSymbol;
        return method is { MethodKind: MethodKind.Ordinary, DeclaringSyntaxReferences.IsEmpty: false, ContainingType: { } type }
            && !exported.IsExcluded(type)
            ? method.OriginalDefinition
            : null;
    }

    private static bool IsTraining(SyntaxNode name, SemanticModel model) =>
        name.AncestorsAndSelf().Select(n => model.GetOperation(n)).FirstOrDefault(o => o is not null) is { } operation
        && TrainingGuard.Covers(operation);
}
