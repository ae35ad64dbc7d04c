using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Range;

/// <summary>What the missing bound of a clamp can be given as.</summary>
/// <param name="Text">The bound as C#, or null where none is known to be the same.</param>
/// <param name="Assumption">What must hold, or null where nothing is assumed.</param>
/// <param name="Reason">Without a bound: what to do.</param>
internal sealed record ClampBound(string? Text, string? Assumption, string? Reason)
{
    private const string FloatingPoint = "floating point";

    /// <summary>True for the extreme of an integer dtype, false for an infinity.</summary>
    public bool IsExtreme => Text is not null && Text.EndsWith("Value", StringComparison.Ordinal);

    /// <summary>The assumption as a clause.</summary>
    public string? Condition =>
        Assumption?.StartsWith(FloatingPoint, StringComparison.Ordinal) == true ? "the tensor is " + Assumption : Assumption;

    public static ClampBound For(OneSidedClamp clamp, TorchCompilation torch) =>
        clamp.IsTensorBound(torch.Symbols) ? ForTensor(clamp, torch) : ForNumber(clamp, torch);

    private static ClampBound ForNumber(OneSidedClamp clamp, TorchCompilation torch)
    {
        var type = torch.ElementTypeOf(clamp.Call.Input);
        var given = clamp.Given.Expression;
        var constant = clamp.Model.GetConstantValue(given);
        if (constant.Value is double.NaN or float.NaN) return None("NaN bounds nothing: remove the call, or give the bound that is meant");
        var kind = clamp.Model.GetTypeInfo(given).Type?.SpecialType;
        var isFloating = kind is SpecialType.System_Single or SpecialType.System_Double;
        var isInteger = kind is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
        var notNaN = isInteger || constant.HasValue ? null : $"{CSharpText.Text(given)} is not NaN";

        if (type == ElementType.Complex) return None("complex numbers have no order");
        if (type.IsFloating() || isFloating) return new ClampBound(Infinity(clamp), notNaN, null);
        if (type == ElementType.Unknown)
            return new ClampBound(Infinity(clamp), notNaN is null ? FloatingPoint : $"{FloatingPoint} and {notNaN}", null);
        if (type.IsInteger() && isInteger) return new ClampBound(Extreme(type, clamp), null, null);
        return None($"give the {clamp.Missing} in the dtype of the result");
    }

    /// <remarks>
    /// The bound that is added is a tensor without dims. Next to an operand of its kind that has dims it does not take part in type
    /// promotion; among operands without dims it would, and an infinity, which is float64, would change the dtype of the result.
    /// </remarks>
    private static ClampBound ForTensor(OneSidedClamp clamp, TorchCompilation torch)
    {
        var operands = new[] { torch.TensorOf(clamp.Call.Input), torch.TensorOf(clamp.Model.GetOperation(clamp.Given.Expression)!) };
        var types = operands.Select(o => o?.Type ?? ElementType.Unknown).ToList();
        if (operands.Any(o => o is not null && o.Type.IsFloating() && o.Shape.MinRank > 0))
            return new ClampBound(Infinity(clamp), null, null);
        if (types[0].IsInteger() && types[0] == types[1]) return new ClampBound(Extreme(types[0], clamp), null, null);
        if (types[0].IsInteger() || types[0] is ElementType.Bool or ElementType.Complex || operands[0]?.Shape.Rank == 0)
            return None($"give the {clamp.Missing} as a tensor of the dtype of the result");
        return new ClampBound(
            Infinity(clamp), types[0].IsFloating() ? "the tensor has at least one dim" : FloatingPoint + " with at least one dim", null);
    }

    private static ClampBound None(string reason) => new(null, null, reason);

    private static string Infinity(OneSidedClamp clamp) => clamp.Missing == "max" ? "double.PositiveInfinity" : "double.NegativeInfinity";

    private static string Extreme(ElementType type, OneSidedClamp clamp)
    {
        var name = type switch
        {
            ElementType.Byte => "byte",
            ElementType.Int8 => "sbyte",
            ElementType.Int16 => "short",
            ElementType.Int32 => "int",
            _ => "long",
        };
        return name + (clamp.Missing == "max" ? ".MaxValue" : ".MinValue");
    }
}
