
namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>The dim along which a loop fills one slot of a buffer after another, each exactly once.</summary>
/// <param name="Dim">The dim.</param>
/// <param name="IsInteger">True where a slot is one position, which the values have no dim for.</param>
/// <param name="IsBackwards">True where the first round fills the last slot.</param>
internal sealed record FilledSlot(int Dim, bool IsInteger, bool IsBackwards)
{
    /// <summary>The slots that these blocks fill in the rounds of a loop; null where they are not proven to be all, each once.</summary>
    public static FilledSlot? Of(IReadOnlyList<FilledBlock> blocks, LoopRounds rounds)
    {
        for (var dim = 0; dim < blocks[0].Axes.Length; dim++)
        {
            var first = blocks[0].Axes[dim];
            if (first.Length.Constant is not { } length || blocks.Any(b => !IsLike(b.Axes[dim], first))) continue;
            var count = rounds.Last - Core.Values.Dim.Of(rounds.First) + Core.Values.Dim.One;
            if (!(Core.Values.Dim.Of(length) * count).Equals(blocks[0].Shape.Dims[dim])) continue;
            var forwards = new LoopPosition(length, Core.Values.Dim.Of(-length) * Core.Values.Dim.Of(rounds.First));
            if (blocks.All(b => IsAt(forwards, b, dim))) return new FilledSlot(dim, first.IsInteger, IsBackwards: false);
            var backwards = new LoopPosition(-length, Core.Values.Dim.Of(length) * rounds.Last);
            if (blocks.All(b => IsAt(backwards, b, dim))) return new FilledSlot(dim, first.IsInteger, IsBackwards: true);
        }

        return null;
    }

    private static bool IsLike(FilledAxis axis, FilledAxis first) =>
        axis.IsInteger == first.IsInteger && axis.Length.Equals(first.Length);

    /// <summary>True where a block starts at a position in all rounds in which it is filled.</summary>
    private static bool IsAt(LoopPosition position, FilledBlock block, int dim) => block.Axes[dim].From.Equals(position)
        || block.Rounds.IsOne && block.Axes[dim].From.Where(block.Rounds.Last).Equals(position.Where(block.Rounds.Last));
}
