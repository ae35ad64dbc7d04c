using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.roll(7, 0)  =>  cat(new[] { x.narrow(0, 5, 1), x.narrow(0, 0, 5) }, 0)
/// Exact where the shift is constant and the size is proven and above 0. By a multiple of the size nothing moves, and it is a clone.
/// Without a dim the tensor is rolled as one row: it is flattened, rolled and given its shape again, which has to be proven.
internal sealed class RollForm : RearrangementForm
{
    public override ImmutableArray<string> Operators { get; } = ImmutableArray.Create("roll");

    /// <summary>Exporters themselves write a roll by less than the size as two slices that are joined.</summary>
    public override MoveProblem? Problem(TorchCall call, TorchCompilation torch)
    {
        if (!IsGiven(call, "dim")) return new MoveProblem("does not export without a dim");
        var shape = torch.ShapeOf(call.Input);
        return Constants(call, "dim") is { } dims && Constants(call, "shifts") is { } shifts && shifts.Length == dims.Length
            && dims.Zip(shifts, (d, s) => shape[d]?.Constant is { } size && (s >= size || s <= -size)).Any(isPast => isPast)
            ? new MoveProblem("exports with the wrong numbers, since it moves by the size or more")
            : null;
    }

    public override Rearranged? Of(TorchCall call, TorchCompilation torch, out string missing)
    {
        var shape = torch.ShapeOf(call.Input);
        missing = "roll each dim by itself, by a constant";
        if (Constants(call, "shifts") is not { Length: 1 } shifts) return null;
        var style = torch.StyleAt(call.Syntax);
        if (!IsGiven(call, "dim"))
        {
            missing = StateShape(shape);
            if (shape.ElementCount?.Constant is not (> 0 and var count) || Literals(shape.Dims) is not { } literals) return null;
            var row = new Turn(0, count, shifts[0]);
            return new Rearranged("Join two slices", 2, x => $"{Rolled(x + ".flatten()", row, style)}.reshape({literals})");
        }

        if (Constants(call, "dim") is not { Length: 1 } dims) return null;
        missing = StateShape(shape);
        if (shape[dims[0]]?.Constant is not (> 0 and var size)) return null;
        var turn = new Turn(shape.FromFront(dims[0]) ?? dims[0], size, shifts[0]);
        return turn.Distance == 0
            ? Rearranged.Chain("clone()")
            : new Rearranged("Join two slices", 2, x => Rolled(x, turn, style));
    }

    private static string Rolled(string x, Turn turn, SourceStyle style)
    {
        var (dim, rest, moved) = (CSharpText.Of(turn.Dim), CSharpText.Of(turn.Size - turn.Distance), CSharpText.Of(turn.Distance));
        return turn.Distance == 0
            ? $"{x}.clone()"
            : $"{style.Torch("cat")}(new[] {{ {x}.narrow({dim}, {rest}, {moved}), {x}.narrow({dim}, 0, {rest}) }}, {dim})";
    }

    private static bool IsGiven(TorchCall call, string name) =>
        call.Arguments[name] is { ConstantValue: not { HasValue: true, Value: null } };

    /// <summary>A roll along one dim.</summary>
    /// <param name="Dim">The dim.</param>
    /// <param name="Size">Its size, above 0.</param>
    /// <param name="Shift">By how much, backwards where it is negative.</param>
    private sealed record Turn(long Dim, long Size, long Shift)
    {
        /// <summary>By how much forwards, below the size.</summary>
        public long Distance => Shift % Size is var rest && rest < 0 ? rest + Size : rest;
    }
}
