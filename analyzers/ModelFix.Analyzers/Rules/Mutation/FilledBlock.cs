using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>What an assignment fills of one dim.</summary>
/// <param name="From">The first position.</param>
/// <param name="To">The position after the last.</param>
/// <param name="IsInteger">True for a single position, which the value has no dim for.</param>
internal sealed record FilledAxis(LoopPosition From, LoopPosition To, bool IsInteger)
{
    /// <summary>How many positions lie before, as it was written; null where it was not.</summary>
    public string? Before { get; init; }

    /// <summary>How many positions lie after, as it was written.</summary>
    public string? After { get; init; }

    public LoopPosition Length => To - From;

    public static FilledAxis Whole(Dim size) => new(LoopPosition.At(Dim.Zero), LoopPosition.At(size), IsInteger: false);

    public bool IsWhole(Dim size) => From.Constant == 0 && To.Slope == 0 && To.Offset.Equals(size);

    /// <summary>True where both fill the same positions.</summary>
    public bool Covers(FilledAxis other) => From.Equals(other.From) && To.Equals(other.To);
}

/// <summary>A block of a buffer that one assignment fills, dim by dim.</summary>
/// <param name="Assignment">The assignment of a tensor.</param>
/// <param name="Rounds">The rounds of the loop in which it is made.</param>
/// <param name="Shape">The shape of the buffer.</param>
/// <param name="Axes">What is filled of each dim.</param>
internal sealed record FilledBlock(IndexAssignment Assignment, LoopRounds Rounds, TensorShape Shape, ImmutableArray<FilledAxis> Axes)
{
    /// <summary>The block, or null with the reason why it is not known.</summary>
    public static FilledBlock? Of(IndexAssignment assignment, LoopRounds rounds, out string reason)
    {
        var shape = assignment.Torch.ShapeOf(assignment.Target);
        reason = $"it is not known how many dims {assignment.TargetText} has";
        if (shape.Rank is not { } rank) return null;
        reason = $"{assignment.TargetText} has {CSharpText.Of(rank)} dims";
        var consumed = assignment.Items.Count(i => i.Kind != IndexKind.Ellipsis);
        if (consumed > rank || assignment.Items.Length > consumed + 1) return null;
        var axes = ImmutableArray.CreateBuilder<FilledAxis>();
        foreach (var (item, dim) in SliceRegion.Placed(assignment.Items, shape))
        {
            if (Axis(item, shape.Dims[dim], rounds, assignment.Torch) is not { } axis)
            {
                reason = $"{item.Operation.Syntax} is not proven to lie inside dim {CSharpText.Of(dim)}"
                    + (shape.Dims[dim].Shown is { } size ? $" of size {size}" : "");
                return null;
            }

            axes.Add(axis);
        }

        return new FilledBlock(assignment, rounds, shape, axes.ToImmutable());
    }

    public bool IsWhole(int dim) => Axes[dim].IsWhole(Shape.Dims[dim]);

    /// <summary>The block as a part of what it is put together with along a dim.</summary>
    public FilledBlock WithWhole(int dim) =>
        this with { Axes = Axes.SetItem(dim, FilledAxis.Whole(Shape.Dims[dim]) with { IsInteger = Axes[dim].IsInteger }) };

    /// <summary>What is not known of the value; null where it is proven to have the shape of the block, so as not to broadcast.</summary>
    public string? WhyNotExact()
    {
        var value = Assignment.Torch.ShapeOf(Assignment.Value);
        if (!Assignment.IsTensor) return "a number is assigned; assign a tensor of the block's shape";
        var wanted = Axes.Where(a => !a.IsInteger).Select(a => Here(a.Length)).ToList();
        return value.Rank == wanted.Count && value.Dims.Zip(wanted, (v, w) => v.Equals(w)).All(same => same)
            ? null
            : $"{CSharpText.Text(Assignment.Value.Syntax)} is not proven to have the shape of {Assignment.Syntax.Left}";
    }

    /// <summary>A length as the value's sizes are written: with what the variable is known to be at this place.</summary>
    private Dim? Here(LoopPosition length)
    {
        if (length.Slope == 0) return length.Offset;
        var reference = Assignment.Operation.Descendants().OfType<ILocalReferenceOperation>()
            .FirstOrDefault(r => SymbolEqualityComparer.Default.Equals(r.Local, Rounds.Variable));
        return reference is not null && Assignment.Torch.IntegerOf(reference) is { } variable ? length.Where(variable) : null;
    }

    private static FilledAxis? Axis(IndexItem item, Dim size, LoopRounds rounds, TorchCompilation torch)
    {
        var axis = item.Kind switch
        {
            IndexKind.Colon when item.Step == 1 => FilledAxis.Whole(size),
            IndexKind.Integer when Place(item.Operation, size, item, rounds, torch) is { } at =>
                new FilledAxis(at, at.Next, IsInteger: true) { Before = Written(item.Operation, at) },
            IndexKind.Range when item.Step == 1 => Range(item, size, rounds, torch),
            _ => null,
        };
        if (axis is null || axis.IsWhole(size)) return axis;
        return rounds.IsNeverNegative(axis.From) && rounds.IsNeverEmpty(axis.Length)
            && rounds.IsNeverNegative(LoopPosition.At(size) - axis.To) ? axis : null;
    }

    private static FilledAxis? Range(IndexItem item, Dim size, LoopRounds rounds, TorchCompilation torch)
    {
        var from = item.From is null ? LoopPosition.At(Dim.Zero) : Place(item.From, size, item, rounds, torch);
        var to = item.To is null ? LoopPosition.At(size) : Place(item.To, size, item, rounds, torch);
        if (from is null || to is null) return null;
        return new FilledAxis(from, to, IsInteger: false)
        {
            Before = item.From is null ? null : Written(item.From, from),
            After = item.To is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } back
                ? Written(back.Operand, LoopPosition.At(size) - to)
                : null,
        };
    }

    private static LoopPosition? Place(IOperation written, Dim size, IndexItem item, LoopRounds rounds, TorchCompilation torch)
    {
        if (written is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
        {
            // Of ^0 and 0 TorchSharp makes the same.
            return LoopPosition.Of(hat.Operand, rounds.Variable, torch) is { } back && rounds.IsNeverEmpty(back)
                ? LoopPosition.At(size) - back
                : null;
        }

        var at = LoopPosition.Of(written, rounds.Variable, torch);
        return at?.Constant < 0 && !item.IsSystemRange ? LoopPosition.At(size + at.Offset) : at;
    }

    /// <summary>A name that the author gave is kept; numbers are written as what they are.</summary>
    private static string? Written(IOperation number, LoopPosition position) =>
        position.Constant < 0 || number.WithoutImplicitConversions() is not (ILocalReferenceOperation or IFieldReferenceOperation)
            ? null
            : CSharpText.Text(number.WithoutImplicitConversions().Syntax);
}
