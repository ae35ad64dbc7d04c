using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Layers;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Knowledge;

/// <summary>Whose storage the value of an expression shares, by what the rows of operators and layers say.</summary>
internal static class TensorStorage
{
    private static readonly ImmutableHashSet<string> ScopeMoves = ImmutableHashSet.Create(
        "MoveToOuterDisposeScope", "MoveToOtherDisposeScope", "DetachFromDisposeScope", "MoveToOuter", "MoveToOther", "Detach", "Attach");

    /// <summary>
    /// True for calls that move a tensor from one dispose scope to another: <c>x.MoveToOuterDisposeScope()</c>, <c>scope.Detach(x)</c>.
    /// </summary>
    public static bool IsScopeMove(
        IInvocationOperation invocation,
        TorchSymbols symbols) => ScopeMoves.Contains(invocation.TargetMethod.Name)
        && SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.ContainingAssembly, symbols.Torch.ContainingAssembly);

    /// <summary>
    /// The operands whose storage the value of an expression may share: none where it is new; null where that depends on unknown code or
    /// where elements of the result share storage among themselves.
    /// </summary>
    public static IReadOnlyList<IOperation>? SharedBy(IOperation expression, TorchCompilation torch) => expression switch
    {
        IParenthesizedOperation parenthesized => [parenthesized.Operand],
        IConversionOperation { Conversion.IsUserDefined: true } conversion =>
            conversion.Operand.Type is { IsValueType: true, SpecialType: not SpecialType.None } ? [] : null,
        IConversionOperation conversion => [conversion.Operand],
        IConditionalOperation { WhenFalse: { } otherwise } conditional => [conditional.WhenTrue, otherwise],
        ICoalesceOperation coalesce => [coalesce.Value, coalesce.WhenNull],
        ISwitchExpressionOperation choice => choice.Arms.Select(a => a.Value).ToList(),
        IBinaryOperation or IUnaryOperation => [],
        ILiteralOperation or IDefaultValueOperation => [],
        IPropertyReferenceOperation { Instance: { } instance } property when torch.Symbols.IsTensor(property.Property.ContainingType) =>
            [instance],
        IInvocationOperation invocation => SharedBy(invocation, torch),
        _ => null,
    };

    /// <summary>
    /// The variables, fields and the like whose storage a value may share: none for a new tensor, null where unknown code decides.
    /// </summary>
    public static IReadOnlyList<IOperation>? RootsOf(IOperation value, TorchCompilation torch)
    {
        var roots = new List<IOperation>();
        var pending = new Stack<IOperation>([value]);
        while (pending.Count > 0)
        {
            var expression = pending.Pop();
            if (expression is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
                || expression is IPropertyReferenceOperation property && !torch.Symbols.IsTensor(property.Property.ContainingType))
            {
                roots.Add(expression);
                continue;
            }

            if (SharedBy(expression, torch) is not { } shared) return null;
            foreach (var operand in shared) pending.Push(operand);
        }

        return roots;
    }

    private static IReadOnlyList<IOperation>? SharedBy(IInvocationOperation invocation, TorchCompilation torch)
    {
        if (invocation.Instance is { } tensor && torch.Symbols.IsTensor(tensor.Type) && IsScopeMove(invocation, torch.Symbols))
            return [tensor];
        if (torch.Layers.ModuleCall(invocation) is { } module) return SharedBy(module.Layer, module.Input, torch);
        return OperatorCalls.From(invocation, torch.Symbols) is { } call ? SharedBy(call, torch) : null;
    }

    private static IReadOnlyList<IOperation>? SharedBy(TorchCall call, TorchCompilation torch)
    {
        var row = OperatorCatalog.Named(call.Operator)!;
        if (call.InPlace) return row.Storage is Storage.Overlapping or Storage.Unknown ? null : [call.Input];
        if (IsInPlace(call.Arguments)) return [call.Input];
        return row.Storage switch
        {
            Storage.New => [],
            Storage.OfInput => [call.Input],
            Storage.OfOnlyTensor => Joined(call.Arguments["tensors"], torch),
            _ => null,
        };
    }

    /// <summary>The only tensor of a list, which is handed back as it is; of several a new one is made.</summary>
    private static IReadOnlyList<IOperation>? Joined(IOperation? list, TorchCompilation torch)
    {
        if (Listed(list) is { } written) return written.Length == 1 ? [written[0]] : [];
        return list is not null && torch.ValueOf(list) is ListValue { Items.Length: > 1 } ? [] : null;
    }

    /// <summary>True where <c>inplace</c> may be true.</summary>
    private static bool IsInPlace(TorchArguments arguments) => arguments.Has("inplace") && arguments.Constant("inplace").Value is not false;

    private static IReadOnlyList<IOperation>? SharedBy(Layer layer, IOperation input, TorchCompilation torch)
    {
        if (!layer.IsTorchSharp) return null;
        if (layer.Kind == "Sequential") return SharedBySequence(layer, input, torch);
        if (IsInPlace(layer.Arguments)) return [input];
        return LayerCatalog.Of(layer.Kind)?.Storage switch
        {
            Storage.New => [],
            Storage.OfInput => [input],
            _ => null,
        };
    }

    private static IReadOnlyList<IOperation>? SharedBySequence(Layer sequential, IOperation input, TorchCompilation torch)
    {
        var arguments = sequential.Construction.ChildOperations.OfType<IArgumentOperation>().ToList();
        if (arguments.Count != 1 || Listed(arguments[0].Value) is not { } elements) return null;
        var copies = false;
        foreach (var element in elements)
        {
            var part = element is ITupleOperation { Elements: { Length: 2 } pair } ? pair[1].WithoutConversions() : element;
            if (torch.Layers.Of(part) is not { } layer || SharedBy(layer, input, torch) is not { } shared) return null;
            copies |= shared.Count == 0;
        }

        return copies ? [] : [input];
    }

    /// <summary>The entries of a list that is written out; null where their number is not known.</summary>
    private static ImmutableArray<IOperation>? Listed(IOperation? list)
    {
        if (list is null) return null;
        var elements = list.Elements();
        var isVariable = elements.Length == 1 && elements[0] == list.WithoutConversions();
        return isVariable || elements.Any(e => e.Syntax.RawKind == SpreadElementKind) ? null : elements;
    }

    /// <summary>SyntaxKind.SpreadElement, which Roslyn has from 4.7 on.</summary>
    private const int SpreadElementKind = 9078;
}
