using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>Which operators and layers copy, and which hand out a view of their input, or the input itself.</summary>
/// <remarks>Source: PyTorch's documentation of views. Dropout returns its input in eval mode, conversions return it where nothing changes.</remarks>
internal static class TensorStorage
{
    private static readonly ImmutableHashSet<string> SharingOperators = ImmutableHashSet.Create(
        "squeeze", "unsqueeze", "select", "narrow", "slice", "flatten", "unflatten", "view", "reshape", "view_as", "permute", "transpose", "t",
        "swapaxes", "moveaxis", "movedim", "contiguous", "detach", "to", "cpu", "cuda", "type", "type_as", "float", "double", "int", "long", "bool",
        "half", "split", "chunk", "unbind", "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout",
        "pixel_shuffle", "pixel_unshuffle", "repeat", "tile", "alias", "positive", "ravel", "swapdims", "byte", "short", "char", "bfloat16", "with_requires_grad",
        "channel_shuffle", "tensor_split", "hsplit", "vsplit", "dsplit", "fix", "FloatTensor", "DoubleTensor", "IntTensor", "LongTensor", "BoolTensor", "ByteTensor",
        "ShortTensor", "as_tensor", "from_array", "diagonal", "atleast_1d", "atleast_2d", "atleast_3d", "rot90", "diff");

    private static readonly ImmutableHashSet<string> OverlappingOperators = ImmutableHashSet.Create("expand", "expand_as", "meshgrid", "einsum", "broadcast_to", "broadcast_tensors", "tensordot",
        "unfold", "as_strided", "empty_strided");

    private static readonly ImmutableHashSet<string> JoiningOperators = ImmutableHashSet.Create("cat", "concat", "concatenate", "hstack", "vstack", "row_stack", "column_stack", "dstack", "cartesian_prod");

    private static readonly ImmutableHashSet<string> CopyingLayers = ImmutableHashSet.Create(
        "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "Linear", "Bilinear", "Embedding", "BatchNorm1d",
        "BatchNorm2d", "BatchNorm3d", "GroupNorm", "LayerNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "LocalResponseNorm", "MaxPool1d",
        "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d",
        "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "Sigmoid", "Tanh", "GELU", "Softmax", "LogSoftmax", "Softplus", "PReLU");

    private static readonly ImmutableHashSet<string> SharingLayers = ImmutableHashSet.Create(
        "Identity", "Flatten", "Unflatten", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout", "PixelShuffle",
        "PixelUnshuffle");

    private static readonly ImmutableHashSet<string> ScopeMoves = ImmutableHashSet.Create(
        "MoveToOuterDisposeScope", "MoveToOtherDisposeScope", "DetachFromDisposeScope", "MoveToOuter", "MoveToOther", "Detach", "Attach");

    /// <summary>True for calls that move a tensor from one dispose scope to another: <c>x.MoveToOuterDisposeScope()</c>, <c>scope.Detach(x)</c>.</summary>
    public static bool IsScopeMove(IInvocationOperation invocation, TorchSymbols symbols) => ScopeMoves.Contains(invocation.TargetMethod.Name)
        && SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.ContainingAssembly, symbols.Torch.ContainingAssembly);

    /// <summary>
    /// The operands whose storage the value of an expression may share: none where it is new; null where that depends on unknown code or where
    /// elements of the result share storage among themselves.
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
        IPropertyReferenceOperation { Instance: { } instance } property when torch.Symbols.IsTensor(property.Property.ContainingType) => [instance],
        IInvocationOperation invocation => SharedBy(invocation, torch),
        _ => null,
    };

    /// <summary>The variables, fields and the like whose storage a value may share: none for a new tensor, null where unknown code decides.</summary>
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
        if (invocation.Instance is { } tensor && torch.Symbols.IsTensor(tensor.Type) && IsScopeMove(invocation, torch.Symbols)) return [tensor];
        if (torch.Layers.ModuleCall(invocation) is { } module) return SharedBy(module.Layer, module.Input, torch);
        if (OperatorCalls.From(invocation, torch.Symbols) is not { } call || OverlappingOperators.Contains(call.Operator)) return null;
        if (call.InPlace || SharingOperators.Contains(call.Operator)) return [call.Input];
        if (call.Arguments.Has("inplace") && call.Arguments.Constant("inplace").Value is not false) return [call.Input];
        if (!JoiningOperators.Contains(call.Operator)) return [];
        // Joining one tensor hands that tensor back.
        if (Listed(call.Arguments["tensors"]) is not { } joined) return null;
        return joined.Length == 1 ? [joined[0]] : [];
    }

    private static IReadOnlyList<IOperation>? SharedBy(Layer layer, IOperation input, TorchCompilation torch)
    {
        if (!layer.IsTorchSharp) return null;
        if (layer.Kind == "Sequential") return SharedBySequence(layer, input, torch);
        if (SharingLayers.Contains(layer.Kind)) return [input];
        if (CopyingLayers.Contains(layer.Kind)) return [];
        if (layer.Kind is not ("ReLU" or "ReLU6" or "LeakyReLU" or "ELU" or "SELU" or "SiLU" or "Hardswish" or "Hardsigmoid" or "Hardtanh" or "Mish")) return null;
        return !layer.Arguments.Has("inplace") || layer.Arguments.Constant("inplace").Value is false ? [] : [input];
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
