using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// Whether a tensor that is kept instead of copied may be changed, or disposed of, while a loop runs. What nobody else knows is not.
/// </summary>
internal static class LaterChanges
{
    /// <summary>False only where nothing in the loop can change what the value shares its elements with.</summary>
    public static bool MayConcern(IOperation value, ILoopOperation loop, TorchCompilation torch) =>
        TensorStorage.RootsOf(value, torch) is not { Count: 0 } && loop.Descendants().Any(o => MayChange(o, loop, torch));

    private static bool MayChange(IOperation operation, ILoopOperation loop, TorchCompilation torch) => operation switch
    {
        IUsingOperation or IUsingDeclarationOperation => true,
        IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } tensor } target } =>
            torch.Symbols.IsTensor(tensor.Type) && torch.Symbols.IsTensor(target.Type) && !IsOnlyFilled(tensor, loop, torch),
        IInvocationOperation call => MayChange(call, torch),
        _ => false,
    };

    /// <summary>True for a new tensor that nobody reads before the loop ends: no value shares anything with it.</summary>
    private static bool IsOnlyFilled(IOperation tensor, ILoopOperation loop, TorchCompilation torch) =>
        VariableUses.Of(tensor) is { IsCaptured: false, Writes: { Length: 1 } writes } uses
        && writes[0].Value is { } made && TensorStorage.RootsOf(made, torch) is { Count: 0 }
        && uses.Reads.All(r => r.Syntax.SpanStart > loop.Syntax.Span.End
            || r.Parent is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } && assignment.Target == r.Parent);

    private static bool MayChange(IInvocationOperation call, TorchCompilation torch)
    {
        if (torch.Layers.ModuleCall(call) is { Layer: var layer })
            return !layer.IsTorchSharp || layer.Kind == "Sequential"
                || layer.Arguments.Has("inplace") && layer.Arguments.Constant("inplace").Value is not false;
        if (OperatorCalls.From(call, torch.Symbols) is { } known)
            return known.InPlace || known.Arguments.Has("inplace") && known.Arguments.Constant("inplace").Value is not false;
        // What is not TorchSharp's and not the project's has no tensor to change.
        return SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, torch.Symbols.Torch.ContainingAssembly)
            ? !IsOfTensor(call.TargetMethod.ContainingType, torch) || IsChange(call.TargetMethod.Name)
            : call.TargetMethod.DeclaringSyntaxReferences.Length > 0;
    }

    private static bool IsOfTensor(INamedTypeSymbol type, TorchCompilation torch) =>
        torch.Symbols.IsTensor(type) || SymbolEqualityComparer.Default.Equals(type, torch.Symbols.TensorIndex);

    private static bool IsChange(string name) => name.EndsWith("_", StringComparison.Ordinal) || name == "Dispose";
}
