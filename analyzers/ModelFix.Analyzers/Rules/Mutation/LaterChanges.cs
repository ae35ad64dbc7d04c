using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// Whether a tensor that is kept instead of copied may be changed, or disposed of, while a loop runs. What nobody else knows is not.
/// </summary>
internal static class LaterChanges
{
    /// <summary>So many calls within each other are followed.</summary>
    private const int MaxCalls = 4;

    /// <summary>False only where nothing in the loop can change what the value shares its elements with.</summary>
    public static bool MayConcern(IOperation value, ILoopOperation loop, TorchCompilation torch) =>
        TensorStorage.RootsOf(value, torch) is not { Count: 0 } && loop.Descendants().Any(o => MayChange(o, loop, torch));

    /// <summary>False only where computing one of the values changes no element of another that is no copy.</summary>
    public static bool MayConcernEachOther(IEnumerable<IndexAssignment> assignments)
    {
        var values = assignments.Select(a => (a.Value, a.Torch)).ToList();
        return values.Any(v => TensorStorage.RootsOf(v.Value, v.Torch) is not { Count: 0 })
            && values.Any(v => v.Value.DescendantsAndSelf().Any(o => MayChange(o, null, v.Torch)));
    }

    private static bool MayChange(IOperation operation, ILoopOperation? loop, TorchCompilation torch) => operation switch
    {
        IUsingOperation or IUsingDeclarationOperation => true,
        IDeconstructionAssignmentOperation deconstruction =>
            deconstruction.Target.DescendantsAndSelf().Any(t => t is IPropertyReferenceOperation { Instance: not null }),
        IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } tensor } target } =>
            torch.Symbols.IsTensor(tensor.Type) && !IsOnlyFilled(tensor, loop, torch) || OwnCode.IsHidden(target),
        IInvocationOperation call => MayChange(call, torch, MaxCalls),
        _ => OwnCode.IsHidden(operation),
    };

    /// <summary>True for a new tensor that nobody reads before the loop ends: no value shares anything with it.</summary>
    private static bool IsOnlyFilled(IOperation tensor, ILoopOperation? loop, TorchCompilation torch) =>
        loop is not null && VariableUses.Of(tensor) is { IsCaptured: false, Writes: { Length: 1 } writes } uses
        && writes[0].Value is { } made && TensorStorage.RootsOf(made, torch) is { Count: 0 }
        && uses.Reads.All(r => r.Syntax.SpanStart > loop.Syntax.Span.End
            || r.Parent is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } && assignment.Target == r.Parent);

    private static bool MayChange(IInvocationOperation call, TorchCompilation torch, int calls)
    {
        if (torch.Layers.ModuleCall(call) is { Layer: var layer })
            return !layer.IsTorchSharp || layer.Kind == "Sequential"
                || layer.Arguments.Has("inplace") && layer.Arguments.Constant("inplace").Value is not false;
        if (OperatorCalls.From(call, torch.Symbols) is { } known)
            return known.InPlace || known.Arguments.Has("inplace") && known.Arguments.Constant("inplace").Value is not false;
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke) return true;
        // What is not TorchSharp's and not the project's has no tensor to change.
        return SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, torch.Symbols.Torch.ContainingAssembly)
            ? !IsOfTensor(call.TargetMethod.ContainingType, torch) || IsChange(call.TargetMethod.Name)
            : call.TargetMethod.DeclaringSyntaxReferences.Length > 0 && MayChange(call.TargetMethod, torch, calls);
    }

    /// <summary>What a method of the project does, as far as its calls are followed.</summary>
    private static bool MayChange(IMethodSymbol method, TorchCompilation torch, int calls)
    {
        if (calls == 0 || method.IsVirtual || method.IsAbstract || method.IsOverride) return true;
        var declaration = method.Declarations()[0].GetSyntax();
        return torch.Compilation.Bound(declaration.SyntaxTree).GetOperation(declaration) is not { } body
            || body.Descendants().Any(o => o is IInvocationOperation call ? MayChange(call, torch, calls - 1) : MayChange(o, null, torch));
    }

    private static bool IsOfTensor(INamedTypeSymbol type, TorchCompilation torch) =>
        torch.Symbols.IsTensor(type) || SymbolEqualityComparer.Default.Equals(type, torch.Symbols.TensorIndex);

    private static bool IsChange(string name) => name.EndsWith("_", StringComparison.Ordinal) || name == "Dispose";
}
