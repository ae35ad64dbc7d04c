using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// <summary>
/// Whether a value changes with the elements of an input: sizes, weights and constants do not, and may be read while a model is traced.
/// </summary>
internal sealed class InputDependence
{
    /// <summary>Operators that take only the shape of their input.</summary>
    private static readonly ImmutableHashSet<string> OfShape = ImmutableHashSet.Create(
        "zeros_like", "ones_like", "full_like", "empty_like", "rand_like", "randn_like", "randint_like", "new_zeros", "new_ones",
        "new_full", "new_empty");

    private readonly TorchCompilation _torch;
    private readonly HashSet<ISymbol> _visited = new(SymbolEqualityComparer.Default);

    private InputDependence(TorchCompilation torch) => _torch = torch;

    /// <summary>True where the value is computed from the elements of a tensor that the method is given.</summary>
    public static bool Of(IOperation value, TorchCompilation torch) => new InputDependence(torch).Depends(value);

    private bool Depends(IOperation value) => value switch
    {
        IParameterReferenceOperation parameter => HoldsTensors(parameter.Type),
        ILocalReferenceOperation local => _visited.Add(local.Local) && OfVariable(local),
        IFieldReferenceOperation => false,
        // A size, a dtype, a device.
        IPropertyReferenceOperation { Instance: { } tensor } property when _torch.Symbols.IsTensor(tensor.Type)
            && !HoldsTensors(property.Type) => false,
        IInvocationOperation invocation => OfCall(invocation),
        _ => value.ChildOperations.Any(Depends),
    };

    private bool OfCall(IInvocationOperation call)
    {
        if (ValueReads.TensorOf(call, _torch.Symbols) is { } read) return Depends(read);
        var isMember = call.Instance is { } instance && _torch.Symbols.IsTensor(instance.Type);
        if (isMember && !HoldsTensors(call.Type)) return false;
        var ofShape = OperatorCalls.From(call, _torch.Symbols) is { } known && OfShape.Contains(known.Operator) ? known.Input : null;
        return call.ChildOperations.Any(c => ofShape is null || !c.Syntax.Span.Contains(ofShape.Syntax.Span) ? Depends(c) : false);
    }

    private bool OfVariable(ILocalReferenceOperation local)
    {
        if (VariableUses.Of(local) is not { } uses) return true;
        return uses.Writes.Any(OfWrite) || uses.References.Any(IsWrittenInto);
    }

    private bool OfWrite(VariableWrite write)
    {
        if (write.Value is { } value) return Depends(value);
        foreach (var around in write.Operation.AncestorsAndSelf())
        {
            switch (around)
            {
                case ICompoundAssignmentOperation compound: return Depends(compound.Value);
                case ICoalesceAssignmentOperation coalesce: return Depends(coalesce.Value);
                case IDeconstructionAssignmentOperation deconstruction: return Depends(deconstruction.Value);
                case IForEachLoopOperation loop: return Depends(loop.Collection);
                case IInvocationOperation call: return OfCall(call);
            }
        }

        return true;
    }

    /// <summary>buffer[i] = x and buffer.add_(x) make a buffer of zeros depend on x.</summary>
    private bool IsWrittenInto(IOperation reference) => reference.Parent switch
    {
        IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } element when assignment.Target == element =>
            Depends(assignment.Value),
        IInvocationOperation call when call.Instance == reference && call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal) =>
            call.Arguments.Any(a => Depends(a.Value)),
        _ => false,
    };

    private bool HoldsTensors(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => HoldsTensors(array.ElementType),
        INamedTypeSymbol named => _torch.Symbols.IsTensor(named) || named.TypeArguments.Any(HoldsTensors),
        _ => false,
    };
}
