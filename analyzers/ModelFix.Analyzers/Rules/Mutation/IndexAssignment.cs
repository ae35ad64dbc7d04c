using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Shapes;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

internal enum IndexKind
{
    Integer,
    Range,
    Colon,
    Ellipsis,
    Mask,
    Indices,
    Other,
}

/// <summary>One entry of an index list. A range has its ends as written, null where it has none.</summary>
internal sealed record IndexItem(IndexKind Kind, IOperation Operation, IOperation? From = null, IOperation? To = null);

/// <summary>An assignment through a tensor's indexer: <c>x[.., 2] = v</c>, <c>x[mask] *= s</c>.</summary>
/// <param name="Operation">The assignment.</param>
/// <param name="Target">The tensor whose elements are written.</param>
/// <param name="Items">The index list.</param>
/// <param name="Value">The right side, without conversions.</param>
/// <param name="Operator">The C# operator of a compound assignment, null for a plain one.</param>
internal sealed record IndexAssignment(IAssignmentOperation Operation, IOperation Target, ImmutableArray<IndexItem> Items, IOperation Value, string? Operator)
{
    public AssignmentExpressionSyntax Syntax => (AssignmentExpressionSyntax)Operation.Syntax;

    /// <summary>True for a number on the right side: it is converted to a tensor by the assignment.</summary>
    public bool IsScalar => Value.Type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Int32
        or SpecialType.System_Int64 or SpecialType.System_Byte or SpecialType.System_Int16;

    public bool Has(IndexKind kind) => Items.Any(i => i.Kind == kind);

    /// <summary>The assignment, or null where the operation is none through a tensor's indexer.</summary>
    public static IndexAssignment? From(IOperation operation, TorchCompilation torch)
    {
        if (operation is not (ISimpleAssignmentOperation or ICompoundAssignmentOperation)) return null;
        var assignment = (IAssignmentOperation)operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor } indexer || !torch.Symbols.IsTensor(tensor.Type)) return null;
        if (assignment.Syntax is not AssignmentExpressionSyntax syntax) return null;
        var items = indexer.Arguments
            .SelectMany(a => a.ArgumentKind == ArgumentKind.ParamArray ? a.Value.Elements() : ImmutableArray.Create(a.Value.WithoutConversions()))
            .Select(i => Item(i, torch))
            .ToImmutableArray();
        var sign = operation is ICompoundAssignmentOperation ? syntax.OperatorToken.ValueText.TrimEnd('=') : null;
        return new IndexAssignment(assignment, tensor.WithoutConversions(), items, assignment.Value.WithoutConversions(), sign);
    }

    private static IndexItem Item(IOperation index, TorchCompilation torch) => index switch
    {
        IRangeOperation { LeftOperand: null, RightOperand: null } => new(IndexKind.Colon, index),
        IRangeOperation range => new(IndexKind.Range, index, range.LeftOperand?.WithoutConversions(), range.RightOperand?.WithoutConversions()),
        IMemberReferenceOperation { Member: { Name: "Colon" } member } when IsIndex(member, torch) => new(IndexKind.Colon, index),
        IMemberReferenceOperation { Member: { Name: "Ellipsis" } member } when IsIndex(member, torch) => new(IndexKind.Ellipsis, index),
        IInvocationOperation { TargetMethod: { } method } call when IsIndex(method, torch) => Factory(call, torch),
        { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => new(IndexKind.Integer, index),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } => new(IndexKind.Integer, index),
        _ when torch.Symbols.IsTensor(index.Type) => new(OfTensor(index, torch), index),
        _ => new(IndexKind.Other, index),
    };

    private static bool IsIndex(ISymbol member, TorchCompilation torch) => SymbolEqualityComparer.Default.Equals(member.ContainingType, torch.Symbols.TensorIndex);

    private static IndexItem Factory(IInvocationOperation call, TorchCompilation torch)
    {
        var arguments = new TorchArguments(call.Arguments);
        return call.TargetMethod.Name switch
        {
            "Slice" when arguments["step"] is null or { ConstantValue: { HasValue: true, Value: null } } =>
                new(IndexKind.Range, call, Given(arguments["start"]), Given(arguments["stop"])),
            "Single" => new(IndexKind.Integer, call.Arguments[0].Value.WithoutConversions()),
            "Tensor" => new(OfTensor(call.Arguments[0].Value, torch), call.Arguments[0].Value.WithoutConversions()),
            _ => new(IndexKind.Other, call),
        };
    }

    private static IOperation? Given(IOperation? argument) => argument?.ConstantValue is { HasValue: true, Value: null } ? null : argument;

    private static IndexKind OfTensor(IOperation index, TorchCompilation torch) => torch.ElementTypeOf(index) switch
    {
        ElementType.Bool => IndexKind.Mask,
        ElementType.Int64 => IndexKind.Indices,
        _ => IndexKind.Other,
    };
}
