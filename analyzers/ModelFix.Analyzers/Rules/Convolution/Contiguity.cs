using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>
/// Whether code may see that a tensor is a slice and not contiguous: view() throws on one. Code that only computes a new tensor from it
/// does not.
/// </summary>
internal static class Contiguity
{
    private static readonly ImmutableHashSet<string> Computing = ImmutableHashSet.Create(
        "Conv", "ConvTranspose", "BatchNorm", "InstanceNorm", "MaxPool", "AvgPool", "AdaptiveAvgPool", "AdaptiveMaxPool");

    /// <summary>Operators whose result is a new contiguous tensor, whatever the strides of their input.</summary>
    private static readonly ImmutableHashSet<string> ComputingOperators = ImmutableHashSet.Create(
        "add",
            "sub",
            "mul",
            "div",
            "cat",
            "stack",
            "relu",
            "leaky_relu",
            "sigmoid",
            "tanh",
            "silu",
            "gelu",
            "elu",
            "softmax",
            "log_softmax",
            "exp",
            "clamp",
        "mean",
            "sum",
            "amax",
            "amin",
            "interpolate",
            "pad",
            "conv1d",
            "conv2d",
            "conv3d",
            "max_pool1d",
            "max_pool2d",
            "max_pool3d",
            "avg_pool1d",
            "avg_pool2d",
        "avg_pool3d", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "matmul", "contiguous", "clone");

    private static readonly ImmutableHashSet<string> Asking = ImmutableHashSet.Create(
        "shape", "device", "dtype", "size", "dim", "ndim", "Dispose");

    /// <summary>False only where everything that the value of the expression reaches is known to compute something new from it.</summary>
    public static bool IsNeeded(IOperation expression, TorchCompilation torch) => IsNeeded(expression, torch, followLocals: true);

    private static bool IsNeeded(IOperation expression, TorchCompilation torch, bool followLocals)
    {
        var value = expression;
        while (value.Parent is IConversionOperation or IParenthesizedOperation) value = value.Parent;
        return value.Parent switch
        {
            IBinaryOperation => false,
            IArgumentOperation { Parent: IInvocationOperation call } => !Computes(call, torch),
            IInvocationOperation call when call.Instance == value => !Asking.Contains(call.TargetMethod.Name) && !Computes(call, torch),
            IPropertyReferenceOperation property => !Asking.Contains(property.Property.Name),
            // torch.cat(new[] { … })
            IArrayInitializerOperation { Parent: IArrayCreationOperation array } => IsNeeded(array, torch, followLocals: false),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when followLocals =>
                IsNeededBy(local, value, torch),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local },
                Parent: IExpressionStatementOperation } assignment
                when followLocals && assignment.Value.Syntax == value.Syntax => IsNeededBy(local, value, torch),
            _ => true,
        };
    }

    private static bool IsNeededBy(ILocalSymbol local, IOperation at, TorchCompilation torch)
    {
        var root = at.AncestorsAndSelf().Last();
        foreach (var reference in root.Descendants().OfType<ILocalReferenceOperation>())
        {
            if (!SymbolEqualityComparer.Default.Equals(reference.Local, local)) continue;
            if (reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference) continue;
            if (IsNeeded(reference, torch, followLocals: false)) return true;
        }

        return false;
    }

    private static bool Computes(IInvocationOperation call, TorchCompilation torch)
    {
        if (OperatorCalls.From(call, torch.Symbols) is { } torchCall)
            return !torchCall.InPlace
                && ComputingOperators.Contains(torchCall.Operator)
                && torchCall.Arguments.Constant("inplace").Value is not true;
        if (torch.Layers.ModuleCall(call) is not { Layer: var layer }) return false;
        while (layer is { IsTorchSharp: true, Kind: "Sequential" })
        {
            if (SequentialLayers.From(layer.Construction, torch.Symbols) is not { Layers: { IsEmpty: false } layers }) return false;
            if (torch.Layers.Of(layers[0].Module) is not { } first) return false;
            layer = first;
        }

        return layer.IsTorchSharp && Computing.Contains(layer.Kind.Substring(0, Math.Max(0, layer.Kind.Length - 2)));
    }
}
