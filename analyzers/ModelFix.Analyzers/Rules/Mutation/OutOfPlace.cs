using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>Whether an in-place operator computes what the operator of the same name gives as a new tensor.</summary>
internal static class OutOfPlace
{
    /// <summary>The operators that have an in-place form, without those that change no elements, and squeeze, which has a rule.</summary>
    public static readonly string[] Operators = OperatorCatalog.Rows.Where(r => !r.InPlaceIds.IsEmpty)
        .Select(r => r.Name)
        .Except(["squeeze", "requires_grad", "detach"])
        .ToArray();

    /// <summary>In place they write 0 and 1 in the tensor's dtype, otherwise they give booleans; or they draw by another number.</summary>
    private static readonly ImmutableHashSet<string> Others = ImmutableHashSet.Create(
        "eq", "ne", "lt", "le", "gt", "ge", "greater", "greater_equal", "less", "less_equal", "not_equal", "logical_and", "logical_or",
        "logical_xor", "logical_not", "bernoulli", "uniform", "random", "normal", "exponential", "geometric", "cauchy", "log_normal");

    /// <summary>The name without the underscore.</summary>
    public static string Name(TorchCall call)
    {
        var name = call.NameSyntax.Identifier.ValueText;
        return name.Substring(0, name.Length - 1);
    }

    /// <summary>Why the other form is not the same, as an advice; null where it is.</summary>
    public static string? WhyNot(TorchCall call, TorchCompilation torch)
    {
        if (Others.Contains(call.Operator) || !Exists(call.Invocation.TargetMethod, Name(call), torch))
            return "write into a copy: clone() it before";
        var type = torch.ElementTypeOf(call.Input);
        return call.Operator != "masked_fill" && call.Arguments.All.Any(a => a != call.Input && MayPromote(a, type, torch))
            ? $"{Name(call)} may give another dtype: state the dtypes of its operands"
            : null;
    }

    private static bool MayPromote(IOperation operand, ElementType type, TorchCompilation torch) => torch.Symbols.IsTensor(operand.Type)
        && (type == ElementType.Unknown || torch.ElementTypeOf(operand) != type);

    /// <summary>True where a method with the same parameters gives a tensor.</summary>
    private static bool Exists(IMethodSymbol inPlace, string name, TorchCompilation torch) => inPlace.ContainingType
        .GetMembers(name)
        .OfType<IMethodSymbol>()
        .Any(m => m.IsStatic == inPlace.IsStatic
            && torch.Symbols.IsTensor(m.ReturnType)
            && m.Parameters.Select(p => p.Type).SequenceEqual(
                inPlace.Parameters.Select(p => p.Type), (IEqualityComparer<ITypeSymbol>)SymbolEqualityComparer.Default));
}
