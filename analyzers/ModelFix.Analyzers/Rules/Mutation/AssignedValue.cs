using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// The right side as a piece of a new tensor. Assignment broadcasts it and converts it to the tensor's dtype; cat, where and index_copy do
/// neither.
/// </summary>
internal static class AssignedValue
{
    /// <summary>A number in the shape of a block of the tensor.</summary>
    public static string Filled(IndexAssignment assignment, string block) => IsPlainZero(assignment.Value.ConstantValue.Value)
        ? $"{assignment.Style.Torch("zeros_like")}({block})"
        : $"{assignment.Style.Torch("full_like")}({block}, {CSharpText.Text(assignment.Value.Syntax)})";

    /// <summary>
    /// What must hold for a number to be filled in: assignment converts a number that the dtype cannot hold in some way, filling throws.
    /// Null where it fits.
    /// </summary>
    public static string? FillAssumption(IndexAssignment assignment)
    {
        var type = assignment.Torch.ElementTypeOf(assignment.Target);
        return Fits(assignment.Value, type) ? null : $"{assignment.TargetText}'s dtype can hold {CSharpText.Text(assignment.Value.Syntax)}";
    }

    /// <summary>A tensor in the tensor's dtype, without a conversion where the dtypes are known to be equal.</summary>
    /// <param name="text">The tensor, as it can stand before a dot.</param>
    /// <param name="type">Its dtype.</param>
    /// <param name="assignment">The assignment.</param>
    public static string Converted(string text, ElementType type, IndexAssignment assignment) =>
        type == assignment.Torch.ElementTypeOf(assignment.Target) && type is not (ElementType.Unknown or ElementType.Floating)
            ? text
            : $"{text}.to({assignment.TargetText}.dtype)";

    /// <summary>The tensor on the right, broadcast to the shape that it is assigned to.</summary>
    /// <param name="assignment">The assignment of a tensor.</param>
    /// <param name="wanted">The shape of what is assigned, as far as it is known.</param>
    /// <param name="rank">The rank of what is assigned, null where it is not known.</param>
    /// <param name="like">An expression of that shape.</param>
    /// <param name="assumption">What must hold for the value to broadcast, null where nothing.</param>
    public static string Broadcast(IndexAssignment assignment, TensorShape wanted, int? rank, string like, out string? assumption)
    {
        var shape = assignment.Torch.ShapeOf(assignment.Value);
        var text = CSharpText.AsReceiver(assignment.Value.Syntax);
        assumption = null;
        if (shape.Rank is not null && wanted.Rank is not null && shape.Equals(wanted)) return text;
        for (var extra = shape.Rank - rank; extra > 0; extra--) text += ".select(0, 0)";
        // Copying into an element never drops dims, so that a value which the assignment takes has no more of them.
        if (shape.Rank != 0 && !assignment.TakesIntegers && (shape.Rank is null || rank is null))
            assumption = $"{CSharpText.Text(assignment.Value.Syntax)} has no more dims than {CSharpText.Text(assignment.Syntax.Left)}";
        return $"{text}.expand_as({like})";
    }

    /// <summary>
    /// What must hold because the right side is a view of the tensor itself; null where it is none, or one that the assignment does not
    /// reach.
    /// </summary>
    public static string? OverlapAssumption(IndexAssignment assignment)
    {
        var torch = assignment.Torch;
        if (TensorStorage.RootsOf(assignment.Value, torch) is not { } roots) return null;
        var target = VariableUses.Symbol(assignment.Target);
        if (!roots.Any(r => SharesWith(r, target, torch, depth: 8))) return null;
        return assignment.Value is IPropertyReferenceOperation { Property.IsIndexer: true } read
            && IsApart(IndexItem.ListOf(read, torch), assignment)
            && SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(read.Instance!.WithoutImplicitConversions()), target)
                ? null
                : $"{CSharpText.Text(assignment.Value.Syntax)} does not overlap {CSharpText.Text(assignment.Syntax.Left)}";
    }

    private static bool SharesWith(IOperation root, ISymbol? target, TorchCompilation torch, int depth)
    {
        if (VariableUses.Symbol(root) is not { } variable || target is null) return false;
        if (SymbolEqualityComparer.Default.Equals(variable, target)) return true;
        return depth == 0 || VariableUses.Of(root)!.Writes.Any(w => w.Value is { } value && TensorStorage.RootsOf(value, torch) is { } roots
            && roots.Any(r => SharesWith(r, target, torch, depth - 1)));
    }

    /// <summary>True where some entry of two lists of integers selects different positions.</summary>
    private static bool IsApart(IReadOnlyList<IndexItem> read, IndexAssignment assignment)
    {
        if (read.Concat(assignment.Items).Any(i => i.Kind is not (IndexKind.Integer or IndexKind.Colon or IndexKind.Range))) return false;
        return read.Zip(assignment.Items, (r, w) => (r, w)).Any(p => IsApart(p.r, p.w, assignment.Torch));
    }

    private static bool IsApart(IndexItem read, IndexItem written, TorchCompilation torch)
    {
        var (a, b) = (Positions(read, torch), Positions(written, torch));
        return a is not null && b is not null && (a.Value.To <= b.Value.From || b.Value.To <= a.Value.From);
    }

    private static (long From, long To)? Positions(IndexItem item, TorchCompilation torch)
    {
        if (item.Kind == IndexKind.Integer)
            return torch.IntegerOf(item.Operation)?.Constant is >= 0 and < long.MaxValue and var at ? (at, at + 1) : null;
        if (item.Kind != IndexKind.Range) return null;
        var from = item.From is null ? 0 : torch.IntegerOf(item.From)?.Constant;
        var to = item.To is null ? long.MaxValue : torch.IntegerOf(item.To)?.Constant;
        return from >= 0 && to >= 0 ? (from.Value, to.Value) : null;
    }

    private static bool IsPlainZero(object? value) => value switch
    {
        0 or 0L or (byte)0 or (short)0 => true,
        float f => f == 0 && 1 / f > 0,
        double d => d == 0 && 1 / d > 0,
        _ => false,
    };

    private static bool Fits(IOperation value, ElementType type)
    {
        if (value.ConstantValue is not { HasValue: true, Value: IConvertible constant and not (bool or char or string) })
            return VariableFits(value.Type?.SpecialType, type);
        var number = Convert.ToDouble(constant, CultureInfo.InvariantCulture);
        if (double.IsNaN(number) || double.IsInfinity(number)) return type.IsFloating();
        return Math.Abs(number) <= type switch
        {
            ElementType.Float32 or ElementType.Float64 => float.MaxValue,
            ElementType.BFloat16 => 1e38,
            ElementType.Float16 or ElementType.Floating => 65504,
            ElementType.Int32 or ElementType.Int64 => int.MaxValue,
            ElementType.Int16 => short.MaxValue,
            _ => sbyte.MaxValue,
        };
    }

    private static bool VariableFits(SpecialType? number, ElementType type) => number switch
    {
        SpecialType.System_Boolean => true,
        SpecialType.System_Double => type == ElementType.Float64,
        SpecialType.System_Single or SpecialType.System_Int32 or SpecialType.System_Int64 =>
            type is ElementType.Float32 or ElementType.Float64,
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 =>
            type is ElementType.Float32 or ElementType.Float64 or ElementType.Int32 or ElementType.Int64,
        _ => false,
    };
}
