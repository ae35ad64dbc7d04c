using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// <summary>
/// The parameter or field on whose device a tensor is, or that a device was read from. It holds for the whole method: all that is assigned
/// to a variable has to come from the same one. Null is not known; two inputs may be on two devices.
/// </summary>
internal sealed class DeviceOrigin
{
    private readonly TorchCompilation _torch;
    private readonly Dictionary<ISymbol, ISymbol?> _assumed = new(SymbolEqualityComparer.Default);

    private DeviceOrigin(TorchCompilation torch) => _torch = torch;

    /// <summary>The origin of a tensor's device, or of a device; null where it is not known.</summary>
    public static ISymbol? Of(IOperation expression, TorchCompilation torch) => new DeviceOrigin(torch).Find(expression);

    private ISymbol? Find(IOperation expression) => expression.WithoutConversions() switch
    {
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } reference => OfParameter(reference, parameter),
        ILocalReferenceOperation local => OfLocal(local),
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsReadOnly: true } field }
            when _torch.Symbols.IsTensor(field.Type) => field,
        IPropertyReferenceOperation { Instance: { } tensor } property when _torch.Symbols.IsTensor(tensor.Type)
            && (property.Property.IsIndexer || property.Property.Name == "device") => Find(tensor),
        IUnaryOperation unary when _torch.Symbols.IsTensor(unary.Type) => Find(unary.Operand),
        IBinaryOperation binary when _torch.Symbols.IsTensor(binary.Type) => OfOperands([binary.LeftOperand, binary.RightOperand]),
        IInvocationOperation call => OfCall(call),
        _ => null,
    };

    /// <summary>A parameter that is only given tensors of its own device.</summary>
    private ISymbol? OfParameter(IOperation reference, IParameterSymbol parameter)
    {
        if (!_torch.Symbols.IsTensor(parameter.Type)) return null;
        if (_assumed.TryGetValue(parameter, out var assumed)) return assumed;
        _assumed[parameter] = parameter;
        return VariableUses.Of(reference)?.Writes.All(w => IsOf(w, parameter)) == true ? parameter : _assumed[parameter] = null;
    }

    private ISymbol? OfLocal(ILocalReferenceOperation reference)
    {
        if (_assumed.TryGetValue(reference.Local, out var assumed)) return assumed;
        // Not known while it is looked at, so that a loop through other variables is not known either.
        _assumed[reference.Local] = null;
        if (VariableUses.Of(reference) is not { Writes: { IsEmpty: false } writes }) return null;
        if (writes[0].Value is not { } first || Find(first) is not { } origin) return null;
        _assumed[reference.Local] = origin;
        return writes.All(w => IsOf(w, origin)) ? origin : _assumed[reference.Local] = null;
    }

    private bool IsOf(VariableWrite write, ISymbol origin)
    {
        // x += y keeps the device of x, or is x + y.
        var found = write.Operation is ICompoundAssignmentOperation compound
            ? OfOperands([compound.Target, compound.Value])
            : write.Value is { } value ? Find(value) : null;
        return SymbolEqualityComparer.Default.Equals(found, origin);
    }

    /// <summary>
    /// Numbers have no device. Tensors of an operator share one, except for those of one element without dims, which may come from
    /// anywhere: so all have to be known.
    /// </summary>
    private ISymbol? OfOperands(IEnumerable<IOperation> operands)
    {
        var tensors = operands.Select(o => o.WithoutConversions()).Where(o => _torch.Symbols.IsTensor(o.Type)).ToList();
        if (tensors.Count == 0 || Find(tensors[0]) is not { } origin) return null;
        return tensors.Skip(1).All(t => SymbolEqualityComparer.Default.Equals(Find(t), origin)) ? origin : null;
    }

    private ISymbol? OfCall(IInvocationOperation call)
    {
        if (_torch.Layers.ModuleCall(call) is { Layer: { IsTorchSharp: true, Kind: not "Sequential" } } module) return Find(module.Input);
        if (OperatorCalls.From(call, _torch.Symbols) is not { } known || !_torch.Symbols.IsTensor(call.Type)) return null;
        if (known.Operator is "cpu" or "cuda") return null;
        if (known.Arguments["device"] is { } device) return Find(device);
        if (known.Operator == "to" && known.Arguments.All.Any(a => !IsType(a))) return null;
        return _torch.Symbols.IsTensor(known.Input.Type) ? OfOperands(known.Arguments.All.Prepend(known.Input)) : null;
    }

    private static bool IsType(IOperation argument) =>
        argument.Type?.Name == "ScalarType" || argument.Type?.SpecialType == SpecialType.System_Boolean;
}
