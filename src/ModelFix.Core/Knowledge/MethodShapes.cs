using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Knowledge;

/// <summary>A tensor that a method names or returns, and what is known of it.</summary>
/// <param name="Node">Where it gets its name.</param>
/// <param name="Name">The variable, or "return".</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Type">Its dtype.</param>
internal sealed record NamedShape(SyntaxNode Node, string Name, TensorShape Shape, ElementType Type);

/// <summary>What is known of the tensors in one exported method, in the order of the text, and where knowledge ends.</summary>
/// <param name="Method">The method: forward, or a helper that it reaches.</param>
/// <param name="Declaration">Its source.</param>
/// <param name="Shapes">The tensors that it takes, names and returns.</param>
/// <param name="Losses">The expressions of which less is known than of what they are made from.</param>
internal sealed record MethodShapes(
    IMethodSymbol Method,
    SyntaxNode Declaration,
    ImmutableArray<NamedShape> Shapes,
    ImmutableArray<ShapeLoss> Losses)
{
    /// <summary>The exported methods of a file.</summary>
    public static IEnumerable<MethodShapes> In(SyntaxTree tree, TorchCompilation torch)
    {
        var model = torch.Compilation.Bound(tree);
        foreach (var declaration in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (model.GetOperation(declaration) is not IMethodBodyOperation body
                || model.GetDeclaredSymbol(declaration) is not IMethodSymbol method)
                continue;
            if (body.Descendants().FirstOrDefault(o => o is not IBlockOperation) is not { } first || !torch.Exported.Contains(first))
                continue;
            var shapes = Parameters(body, method, torch).Concat(body.DescendantsAndSelf().SelectMany(o => Named(o, torch)));
            yield return new MethodShapes(
                method, declaration, shapes.OrderBy(s => s.Node.SpanStart).ToImmutableArray(), ShapeLoss.In(body, torch));
        }
    }

    private static IEnumerable<NamedShape> Parameters(IOperation body, IMethodSymbol method, TorchCompilation torch) => method.Parameters
        .Where(p => torch.Symbols.IsTensor(p.Type))
        .Select(p =>
            (Parameter: p,
                First: body
                    .Descendants()
                    .OfType<IParameterReferenceOperation>()
                    .FirstOrDefault(r =>
                        SymbolEqualityComparer.Default.Equals(r.Parameter, p)
                            && !(r.Parent is IAssignmentOperation { Target: var target } && target == r))))
        .Where(p => p.First is not null)
        .Select(p => Of(p.Parameter.DeclaringSyntaxReferences[0].GetSyntax(), p.Parameter.Name, torch.InterpretedValueOf(p.First!)));

    private static IEnumerable<NamedShape> Named(IOperation operation, TorchCompilation torch) => operation switch
    {
        IVariableDeclaratorOperation { Initializer.Value: { } value, Symbol: var local } when torch.Symbols.IsTensor(local.Type) =>
            [Of(operation.Syntax, local.Name, torch.InterpretedValueOf(value))],
        ISimpleAssignmentOperation { Target: var target,
            Value: var value } when torch.Symbols.IsTensor(target.Type) && target is not IPropertyReferenceOperation =>
            [Of(target.Syntax, target.Syntax.ToString(), torch.InterpretedValueOf(value))],
        ICompoundAssignmentOperation { Target: var target } compound when torch.Symbols.IsTensor(target.Type)
            && target is not IPropertyReferenceOperation =>
            [Of(target.Syntax, target.Syntax.ToString(), torch.InterpretedValueOf(compound))],
        IDeconstructionAssignmentOperation { Target: var target, Value: var value } =>
            Parts(target, torch.InterpretedValueOf(value), torch),
        IReturnOperation { ReturnedValue: { } value } => Returned(value, torch),
        _ => [],
    };

    private static IEnumerable<NamedShape> Parts(IOperation target, Value value, TorchCompilation torch)
    {
        var names = target.WithoutConversions() is IDeclarationExpressionOperation declared ? declared.Expression : target;
        if (names is not ITupleOperation tuple || value is not ListValue list || list.Items.Length != tuple.Elements.Length) return [];
        return tuple.Elements.Zip(list.Items, (t, v) => (Target: t, Value: v))
            .Where(p => torch.Symbols.IsTensor(p.Target.Type))
            .Select(p =>
                Of(
                    p.Target.Syntax,
                    p.Target.WithoutConversions() is IDeclarationExpressionOperation one
                        ? one.Expression.Syntax.ToString()
                        : p.Target.Syntax.ToString(),
                    p.Value));
    }

    private static IEnumerable<NamedShape> Returned(IOperation value, TorchCompilation torch)
    {
        var results = value.WithoutConversions() is ITupleOperation tuple ? tuple.Elements : ImmutableArray.Create(value);
        return results.Where(r => torch.Symbols.IsTensor(r.Type)).Select(r => Of(r.Syntax, "return", torch.InterpretedValueOf(r)));
    }

    private static NamedShape Of(SyntaxNode node, string name, Value value) => value is TensorValue tensor
        ? new NamedShape(node, name, tensor.Shape, tensor.Type)
        : new NamedShape(node, name, TensorShape.Unknown, ElementType.Unknown);
}
