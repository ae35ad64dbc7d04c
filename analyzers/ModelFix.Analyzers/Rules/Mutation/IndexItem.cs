using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

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

/// <summary>One entry of an index list.</summary>
/// <param name="Kind">What it selects.</param>
/// <param name="Operation">The integer, the tensor, or the whole entry.</param>
internal sealed record IndexItem(IndexKind Kind, IOperation Operation)
{
    /// <summary>The ends of a range as written, null where it has none.</summary>
    public IOperation? From { get; init; }

    public IOperation? To { get; init; }

    /// <summary>The step of a range; 1 for C#'s ranges.</summary>
    public long Step { get; init; } = 1;

    /// <summary>True for C#'s ranges, whose ends are never negative: System.Index throws.</summary>
    public bool IsSystemRange => Operation is IRangeOperation;

    /// <summary>The entries between the brackets of a tensor's indexer.</summary>
    public static ImmutableArray<IndexItem> ListOf(IPropertyReferenceOperation indexer, TorchCompilation torch) => indexer.Arguments
        .SelectMany(a => Entries(a, torch))
        .ToImmutableArray();

    private static IEnumerable<IndexItem> Entries(IArgumentOperation argument, TorchCompilation torch)
    {
        if (argument.ArgumentKind != ArgumentKind.ParamArray)
            return [argument.Value.Type is IArrayTypeSymbol
                ? new IndexItem(IndexKind.Other, argument.Value)
                : Of(Written(argument.Value), torch)];
        if (argument.Value.WithoutImplicitConversions() is not IArrayCreationOperation { Initializer: { } initializer })
            return [new IndexItem(IndexKind.Other, argument.Value)];
        var ofTensors = initializer.ElementValues.Any(v => torch.Symbols.IsTensor(v.Type));
        var items = initializer.ElementValues.Select(v => Of(Written(v), torch));
        // Among tensors a number is an index tensor too.
        return ofTensors ? items.Select(i => i.Kind == IndexKind.Integer ? i with { Kind = IndexKind.Other } : i) : items;
    }

    private static IOperation Written(IOperation entry)
    {
        var written = entry.WithoutImplicitConversions();
        return written is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand.WithoutImplicitConversions() : written;
    }

    private static IndexItem Of(IOperation index, TorchCompilation torch) => index switch
    {
        IRangeOperation { LeftOperand: null, RightOperand: null } => new(IndexKind.Colon, index),
        IRangeOperation range => new(IndexKind.Range, index) { From = End(range.LeftOperand), To = End(range.RightOperand) },
        ITupleOperation { Elements: { Length: 2 } ends } => Slice(index, Given(ends[0]), Given(ends[1])),
        IMemberReferenceOperation { Member: { Name: "Colon" } member } when IsIndex(member, torch) => new(IndexKind.Colon, index),
        IMemberReferenceOperation { Member: { Name: "Ellipsis" } member } when IsIndex(member, torch) => new(IndexKind.Ellipsis, index),
        IInvocationOperation { TargetMethod: { } method } call when IsIndex(method, torch) => Factory(call, torch),
        { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => new(IndexKind.Integer, index),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } => new(IndexKind.Integer, index),
        _ when torch.Symbols.IsTensor(index.Type) => new(OfTensor(index, torch), index),
        _ => new(IndexKind.Other, index),
    };

    private static bool IsIndex(
        ISymbol member,
        TorchCompilation torch) => SymbolEqualityComparer.Default.Equals(member.ContainingType, torch.Symbols.TensorIndex);

    private static IndexItem Factory(IInvocationOperation call, TorchCompilation torch)
    {
        var first = call.Arguments.FirstOrDefault()?.Value.WithoutImplicitConversions();
        return (call.TargetMethod.Name, first) switch
        {
            ("Slice", IRangeOperation or ITupleOperation) => Of(first, torch),
            ("Slice", _) => Slice(call, new TorchArguments(call.Arguments)),
            ("Single", { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 }) => new(IndexKind.Integer, first),
            ("Tensor", { } tensor) => new(OfTensor(tensor, torch), tensor),
            _ => new(IndexKind.Other, call),
        };
    }

    private static IndexItem Slice(IOperation slice, TorchArguments arguments)
    {
        var step = arguments["step"] is { } given && !IsNull(given) ? arguments.Integer("step") : 1;
        return step is > 0
            ? Slice(slice, Given(arguments["start"]), Given(arguments["stop"])) with { Step = step.Value }
            : new(IndexKind.Other, slice);
    }

    private static IndexItem Slice(IOperation slice, IOperation? from, IOperation? to) =>
        new(from is null && to is null ? IndexKind.Colon : IndexKind.Range, slice) { From = from, To = to };

    private static IOperation? End(IOperation? end) =>
        end is IConversionOperation { IsImplicit: true } conversion ? End(conversion.Operand) : end;

    private static IOperation? Given(IOperation? argument) =>
        argument is null || IsNull(argument) ? null : argument.WithoutImplicitConversions();

    private static bool IsNull(IOperation argument) => argument.WithoutConversions().ConstantValue is { HasValue: true, Value: null };

    private static IndexKind OfTensor(IOperation index, TorchCompilation torch) => torch.ElementTypeOf(index) switch
    {
        ElementType.Bool => IndexKind.Mask,
        ElementType.Int64 => IndexKind.Indices,
        _ => IndexKind.Other,
    };
}
