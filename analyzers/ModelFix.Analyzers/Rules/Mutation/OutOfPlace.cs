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

    /// <summary>What of integers gives integers.</summary>
    private static readonly ImmutableHashSet<string> KeepsIntegers = ImmutableHashSet.Create(
        "abs", "neg", "negative", "sign", "square", "relu", "clamp", "clamp_min", "clamp_max", "clip", "add", "sub", "subtract", "mul",
        "multiply", "zero", "fill", "masked_fill", "triu", "tril", "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_not");

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
        var operands = call.Arguments.All.Where(a => a != call.Input).ToList();
        if (operands.Any(a => MayEnlarge(a, torch.ShapeOf(call.Input), torch)))
            return $"{Name(call)} may give another shape where {call.NameSyntax} throws: state the shapes of its operands";
        // In place an integer tensor takes no fractions, which is an error; otherwise they make it a floating-point one.
        var mayPromote = call.Operator == "masked_fill"
            ? false
            : operands.Any(a => MayPromote(a, type, torch)) || !type.IsFloating() && !KeepsIntegers.Contains(call.Operator);
        return mayPromote ? $"{Name(call)} may give another dtype: state the dtypes of its operands" : null;
    }

    private static bool MayPromote(IOperation operand, ElementType type, TorchCompilation torch) => torch.Symbols.IsTensor(operand.Type)
        ? type == ElementType.Unknown || torch.ElementTypeOf(operand) != type
        : !type.IsFloating() && IsFraction(operand);

    private static bool IsFraction(IOperation operand) => operand.ConstantValue.Value is not (null or int or long or bool)
        || operand.WithoutConversions() is { ConstantValue.HasValue: false } value
            && value.Type?.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Boolean);

    /// <summary>True for a tensor that is not proven to broadcast to the shape.</summary>
    private static bool MayEnlarge(IOperation operand, TensorShape shape, TorchCompilation torch)
    {
        if (!torch.Symbols.IsTensor(operand.Type)) return false;
        var other = torch.ShapeOf(operand);
        if (other.Rank is not { } rank || shape.Dims.Length < rank) return true;
        return Enumerable.Range(1, rank).Any(i => other[-i] is not { } size || size.Constant != 1 && !size.Equals(shape[-i]));
    }

    /// <summary>True where a method with the same parameters gives a tensor.</summary>
    private static bool Exists(IMethodSymbol inPlace, string name, TorchCompilation torch) => inPlace.ContainingType
        .GetMembers(name)
        .OfType<IMethodSymbol>()
        .Any(m => m.IsStatic == inPlace.IsStatic
            && torch.Symbols.IsTensor(m.ReturnType)
            && m.Parameters.Select(p => p.Type).SequenceEqual(
                inPlace.Parameters.Select(p => p.Type), (IEqualityComparer<ITypeSymbol>)SymbolEqualityComparer.Default));
}
