using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// Tensors that the code makes on a device of its own: the default one, or one that it names. What comes from inputs and fields is on the
/// model's. Assignment copies from one to the other, cat and where throw.
/// </summary>
internal sealed class OwnDevice
{
    private readonly TorchCompilation _torch;
    private readonly Dictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    private OwnDevice(TorchCompilation torch) => _torch = torch;

    /// <summary>True where some of the tensors are made on a device of their own, and others are not.</summary>
    public static bool Differ(IEnumerable<IOperation> tensors, TorchCompilation torch)
    {
        var devices = new OwnDevice(torch);
        return tensors.Where(t => torch.Symbols.IsTensor(t.Type)).Select(devices.Has).Distinct().Count() > 1;
    }

    private bool Has(IOperation expression) => expression.WithoutConversions() switch
    {
        ILocalReferenceOperation local => HasLocal(local),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor } => Has(tensor),
        IUnaryOperation unary => Has(unary.Operand),
        IBinaryOperation binary => HaveAll([binary.LeftOperand, binary.RightOperand]),
        IInvocationOperation call => HasCall(call),
        _ => false,
    };

    private bool HasLocal(ILocalReferenceOperation reference)
    {
        if (_known.TryGetValue(reference.Local, out var known)) return known;
        // A variable that is computed from itself adds nothing.
        _known[reference.Local] = true;
        return _known[reference.Local] = VariableUses.Of(reference) is { Writes: { IsEmpty: false } writes }
            && writes.All(w => w.Value is { } value && Has(value));
    }

    private bool HasCall(IInvocationOperation call)
    {
        if (!_torch.Symbols.IsTensor(call.Type)
            || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, _torch.Symbols.Torch.ContainingAssembly)
            || call.TargetMethod.Name is "call" or "forward")
            return false;
        var arguments = new TorchArguments(call.Arguments);
        if (call.TargetMethod.Name is "cpu" or "cuda") return true;
        if (arguments["device"] is { } device && device.ConstantValue is not { HasValue: true, Value: null })
            return device.WithoutConversions() is not IPropertyReferenceOperation { Property.Name: "device", Instance: { } tensor }
                || Has(tensor);
        return HaveAll(arguments.All.Concat(call.Instance is { } instance ? [instance] : []));
    }

    /// <summary>
    /// Numbers have no device; without a tensor it is the default one. A list of tensors is only known where it is written out.
    /// </summary>
    private bool HaveAll(IEnumerable<IOperation> operands) => operands
        .SelectMany(o => o.Elements().DefaultIfEmpty(o))
        .Select(o => o.WithoutConversions())
        .All(o => _torch.Symbols.IsTensor(o.Type) ? Has(o) : !HoldsTensors(o.Type));

    private bool HoldsTensors(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => _torch.Symbols.IsTensor(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } generic => generic.TypeArguments.Any(_torch.Symbols.IsTensor),
        _ => false,
    };
}
