using DiffPlex;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Reporting;

/// <summary>Lines that two texts have in common, or that stand in one another's place.</summary>
/// <param name="IsChange">False where the lines are the same.</param>
/// <param name="Old">The lines of the old text, from 0.</param>
/// <param name="New">The lines of the new text, from 0.</param>
internal sealed record DiffPart(bool IsChange, LineRange Old, LineRange New);

/// <summary>So many lines from one on.</summary>
internal readonly record struct LineRange(int Start, int Count)
{
    public int End => Start + Count;

    public IEnumerable<int> Lines => Enumerable.Range(Start, Count);
}

/// <summary>The difference of two texts by lines.</summary>
internal static class LineDiff
{
    /// <summary>The whole of both texts in parts, changed ones and same ones in turn.</summary>
    public static IReadOnlyList<DiffPart> Of(SourceText before, SourceText after)
    {
        var parts = new List<DiffPart>();
        var (old, @new) = (0, 0);
        var diff = new Differ().CreateCustomDiffs(before.ToString(), after.ToString(), ignoreWhiteSpace: false, Lines);
        foreach (var block in diff.DiffBlocks)
        {
            Same(block.DeleteStartA - old);
            var change = new DiffPart(true, new(old, block.DeleteCountA), new(@new, block.InsertCountB));
            parts.Add(change);
            (old, @new) = (change.Old.End, change.New.End);
        }

        // A text without a character has no line here, as the difference counts.
        Same((before.Length == 0 ? 0 : before.Lines.Count) - old);
        return parts;

        void Same(int count)
        {
            if (count == 0) return;
            parts.Add(new DiffPart(false, new(old, count), new(@new, count)));
            (old, @new) = (old + count, @new + count);
        }
    }

    /// <summary>The changed parts with so many same lines around each, those together that meet.</summary>
    public static IReadOnlyList<IReadOnlyList<DiffPart>> Hunks(SourceText before, SourceText after, int context)
    {
        var hunks = new List<IReadOnlyList<DiffPart>>();
        var hunk = new List<DiffPart>();
        var parts = Of(before, after);
        for (var i = 0; i < parts.Count; i++)
        {
            var (part, isFirst, isLast) = (parts[i], i == 0, i == parts.Count - 1);
            if (part.IsChange) hunk.Add(part);
            else if (!isFirst && !isLast && part.Old.Count <= 2 * context) hunk.Add(part);
            else
            {
                if (!isFirst) hunk.Add(Some(part, 0, Math.Min(context, part.Old.Count)));
                if (hunk.Count > 0) hunks.Add(hunk);
                hunk = [];
                if (!isLast) hunk.Add(Some(part, Math.Max(0, part.Old.Count - context), Math.Min(context, part.Old.Count)));
            }
        }

        if (hunk.Any(p => p.IsChange)) hunks.Add(hunk);
        return [.. hunks.Where(h => h.Any(p => p.IsChange))];
    }

    private static DiffPart Some(DiffPart part, int from, int count) =>
        new(part.IsChange, new(part.Old.Start + from, count), new(part.New.Start + from, count));

    private static string[] Lines(string text) => [.. SourceText.From(text).Lines.Select(l => l.ToString())];
}
