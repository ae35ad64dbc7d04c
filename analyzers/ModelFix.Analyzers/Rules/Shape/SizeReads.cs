using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>Whether a value is computed from the sizes of a tensor, directly or through locals.</summary>
internal static class SizeReads
{
    /// <summary>True where the expression reads <c>shape</c>, <c>size()</c> or <c>numel()</c> of a tensor, or a local that does.</summary>
    public static bool In(
        IOperation expression,
        TorchCompilation torch) => In(expression, torch, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    /// <summary>
    /// The tensors whose sizes an expression reads, directly or through locals; not those of which it only asks for the number of dims.
    /// </summary>
    public static IEnumerable<IOperation> Tensors(IOperation expression, TorchCompilation torch) =>
        Tensors(expression, torch, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    /// <summary>The locals that an expression refers to.</summary>
    public static IEnumerable<ILocalSymbol> Locals(IOperation expression) =>
        expression
            .DescendantsAndSelf()
            .OfType<ILocalReferenceOperation>()
            .Select(l => l.Local)
            .Distinct<ILocalSymbol>(SymbolEqualityComparer.Default);

    private static bool In(IOperation expression, TorchCompilation torch, HashSet<ISymbol> visited)
    {
        if (expression.ConstantValue.HasValue) return false;
        foreach (var operation in expression.DescendantsAndSelf())
        {
            if (IsSizeRead(operation, torch)) return true;
            if (operation is ILocalReferenceOperation { Local: var local }
                && visited.Add(local)
                && Values(local, torch).Any(v => In(v, torch, visited)))
                return true;
        }

        return false;
    }

    private static IEnumerable<IOperation> Tensors(IOperation expression, TorchCompilation torch, HashSet<ISymbol> visited)
    {
        foreach (var operation in expression.DescendantsAndSelf())
        {
            if (IsSizeRead(operation, torch) && !IsCountOfDims(operation.Parent)) yield return operation.ChildOperations.First();
            if (operation is not ILocalReferenceOperation { Local: var local } || !visited.Add(local)) continue;
            foreach (var tensor in Values(local, torch).SelectMany(v => Tensors(v, torch, visited))) yield return tensor;
        }
    }

    /// <summary><c>x.shape.Length</c></summary>
    private static bool IsCountOfDims(IOperation? aroundShape) =>
        aroundShape is IPropertyReferenceOperation { Property.Name: "Length" or "LongLength" or "Rank" }
        || aroundShape is IConversionOperation { IsImplicit: true, Parent: var outer } && IsCountOfDims(outer)
        || aroundShape is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Count" or "Any" or "LongCount" } };

    private static bool IsSizeRead(IOperation operation, TorchCompilation torch) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "shape" or "NumberOfElements", Instance: { } tensor } =>
            torch.Symbols.IsTensor(tensor.Type),
        IInvocationOperation { TargetMethod.Name: "size" or "numel", Instance: { } tensor } => torch.Symbols.IsTensor(tensor.Type),
        _ => false,
    };

    /// <summary>What a local is given where it is declared or assigned; a deconstruction gives its whole right side.</summary>
    private static IEnumerable<IOperation> Values(ILocalSymbol local, TorchCompilation torch)
    {
        if (local.Declarations().FirstOrDefault()?.GetSyntax() is not { } declaration) yield break;
        if (declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member) yield break;
        var model = torch.Compilation.Bound(declaration.SyntaxTree);
        foreach (var node in member.DescendantNodes())
        {
            var value = node switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var initial } declarator when declarator.Identifier.ValueText == local.Name =>
                    initial,
                AssignmentExpressionSyntax assignment when assignment.Left.DescendantTokens().Any(t => t.ValueText == local.Name) =>
                    assignment.Right,
                _ => null,
            };
            if (value is not null && model.GetOperation(value) is { } operation) yield return operation;
        }
    }
}
