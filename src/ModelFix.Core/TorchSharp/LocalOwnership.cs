using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.TorchSharp;

/// <summary>
/// Whether a new tensor may take the place of the one in a local: an in-place change is seen through every other reference to the tensor, a new tensor is not.
/// </summary>
internal static class LocalOwnership
{
    /// <summary>Operators that return their input, or a view of it.</summary>
    private static readonly ImmutableHashSet<string> Views = ImmutableHashSet.Create(
        "squeeze", "unsqueeze", "select", "narrow", "slice", "flatten", "unflatten", "view", "reshape", "view_as", "expand", "expand_as", "permute", "transpose", "t",
        "swapaxes", "moveaxis", "movedim", "contiguous", "detach", "to", "cpu", "cuda", "type", "type_as", "float", "double", "int", "long", "bool", "half", "split", "chunk",
        "unbind", "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", "cat", "concat", "concatenate", "clamp_", "copy", "fill", "zero");

    /// <summary>TorchSharp's layers that always compute a new tensor.</summary>
    private static readonly ImmutableHashSet<string> FreshLayers = ImmutableHashSet.Create(
        "Linear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d",
        "GroupNorm", "LayerNorm", "Softmax", "LogSoftmax", "Sigmoid", "Tanh", "GELU", "MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "Embedding");

    /// <summary>Why a new tensor in place of the one in <paramref name="target"/> would be noticed elsewhere, or null where it provably is not.</summary>
    /// <param name="target">The reference whose tensor is changed at <paramref name="at"/>.</param>
    public static string? Objection(IOperation target, IOperation at, TorchCompilation torch)
    {
        if (target is not ILocalReferenceOperation { Local: var local })
            return target is IParameterReferenceOperation ? "the caller keeps the tensor" : "the tensor is kept outside this method";
        if (local.IsRef || local.IsConst || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax declarator)
            return $"{local.Name} cannot be assigned";
        if (declarator.Parent?.Parent is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 }) return $"{local.Name} cannot be assigned";
        if (declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member) return $"{local.Name} cannot be followed";

        var model = torch.Compilation.GetSemanticModel(declarator.SyntaxTree);
        foreach (var name in member.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == local.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local)) continue;
            if (name.Ancestors().TakeWhile(a => a != member).Any(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
                return $"{local.Name} is captured by a lambda or local function";
            if (IsBefore(name, at.Syntax) && Escapes(model.GetOperation(name), local, torch)) return $"{local.Name} is also known under another name";
        }

        return Assigned(declarator, member, model, local).All(v => v is null || IsFresh(v, local, torch)) ? null : $"the tensor in {local.Name} may belong to someone else";
    }

    /// <summary>Earlier in the text, or anywhere in a loop that both are in.</summary>
    private static bool IsBefore(SyntaxNode name, SyntaxNode at)
    {
        if (at.Span.Contains(name.Span)) return false;
        if (name.SpanStart < at.SpanStart) return true;
        return at.Ancestors().Any(a => a is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && a.Span.Contains(name.Span));
    }

    private static IEnumerable<IOperation?> Assigned(VariableDeclaratorSyntax declarator, SyntaxNode member, SemanticModel model, ILocalSymbol local)
    {
        if (declarator.Initializer is { } initializer) yield return model.GetOperation(initializer.Value);
        foreach (var assignment in member.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (assignment.Left is TupleExpressionSyntax tuple && tuple.DescendantNodes().Any(n => IsLocal(n, model, local))) yield return model.GetOperation(assignment);
            if (IsLocal(assignment.Left, model, local) && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)) yield return model.GetOperation(assignment.Right);
        }
    }

    private static bool IsLocal(SyntaxNode node, SemanticModel model, ILocalSymbol local) =>
        node is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local);

    /// <summary>True for an expression that computes a new tensor, or a view of the local itself.</summary>
    private static bool IsFresh(IOperation value, ILocalSymbol local, TorchCompilation torch)
    {
        var operation = value.WithoutConversions();
        if (operation is ILocalReferenceOperation { Local: var same } && SymbolEqualityComparer.Default.Equals(same, local)) return true;
        if (operation is IBinaryOperation && torch.Symbols.IsTensor(operation.Type)) return true;
        if (TorchCall.From(operation, torch.Symbols) is { } call)
        {
            if (call.Operator is "cat" or "concat" or "concatenate") return call.Arguments.Elements("tensors").Length > 1;
            return call.InPlace || Views.Contains(call.Operator) ? IsFresh(call.Input, local, torch) : true;
        }

        return torch.Layers.ModuleCall(operation) is { } module && module.Layer.IsTorchSharp && FreshLayers.Contains(module.Layer.Kind);
    }

    /// <summary>True where a use of the local may leave another reference to its tensor behind.</summary>
    private static bool Escapes(IOperation? reference, ILocalSymbol local, TorchCompilation torch)
    {
        if (reference is null) return false;
        var use = reference;
        while (use.Parent is { } parent)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation or IArrayInitializerOperation or IArrayCreationOperation: use = parent; continue;
                case IBinaryOperation or IUnaryOperation or IIsPatternOperation: return false;
                // The size or dtype, not the tensor.
                case IPropertyReferenceOperation { Property.IsIndexer: false } property: return torch.Symbols.IsTensor(property.Type);
                // A write through the indexer; a read of it is a view.
                case IPropertyReferenceOperation { Property.IsIndexer: true } indexer when indexer.Parent is IAssignmentOperation assignment && assignment.Target == indexer: return false;
                case IPropertyReferenceOperation { Property.IsIndexer: true } indexer: use = indexer; continue;
                case IInvocationOperation invocation when TorchCall.From(invocation, torch.Symbols) is { } call:
                    if (!torch.Symbols.IsTensor(invocation.Type) && invocation.Type is not IArrayTypeSymbol) return false;
                    if (!call.InPlace && !Views.Contains(call.Operator)) return false;
                    use = invocation;
                    continue;
                case IInvocationOperation invocation when torch.Layers.ModuleCall(invocation) is { } module:
                    return !(module.Layer.IsTorchSharp && FreshLayers.Contains(module.Layer.Kind));
                case IInvocationOperation { Type.SpecialType: not SpecialType.None } when use == ((IInvocationOperation)parent).Instance: return false;
                case ISimpleAssignmentOperation assignment when use == assignment.Target: return false;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target } }: return !SymbolEqualityComparer.Default.Equals(target, local);
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } }: return false;
                case ICompoundAssignmentOperation assignment when use == assignment.Value: return false;
                case IExpressionStatementOperation: return false;
                default: return true;
            }
        }

        return true;
    }
}
