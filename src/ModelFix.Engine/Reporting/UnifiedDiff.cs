using System.Globalization;
using System.Text;
using DiffPlex;

namespace ModelFix.Engine.Reporting;

/// <summary>
/// A file's change in the format that git apply and patch take, with three lines of context. Line endings are kept as they are.
/// </summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <param name="path">The path with forward slashes, relative to where the patch is applied.</param>
    /// <param name="before">The old text, null for a file that is added.</param>
    public static string Of(string path, string? before, string after)
    {
        var old = Lines(before ?? "");
        var changed = Lines(after);
        var blocks = new Differ().CreateCustomDiffs(before ?? "", after, ignoreWhiteSpace: false, text => [.. Lines(text)]).DiffBlocks;
        var patch = new StringBuilder();
        var (oldName, newName) = (Quoted("a/" + path), Quoted("b/" + path));
        patch.Append(CultureInfo.InvariantCulture, $"diff --git {oldName} {newName}\n");
        if (before is null) patch.Append("new file mode 100644\n");
        patch.Append(CultureInfo.InvariantCulture, $"--- {(before is null ? "/dev/null" : oldName)}\n+++ {newName}\n");
        for (var first = 0; first < blocks.Count;)
        {
            var last = first;
            while (last + 1 < blocks.Count
                && blocks[last + 1].DeleteStartA - (blocks[last].DeleteStartA + blocks[last].DeleteCountA) <= 2 * Context) last++;
            Hunk(patch, old, changed, blocks.Skip(first).Take(last - first + 1).ToList());
            first = last + 1;
        }

        return patch.ToString();
    }

    private static void Hunk(StringBuilder text, List<string> old, List<string> changed, List<DiffPlex.Model.DiffBlock> blocks)
    {
        var start = Math.Max(0, blocks[0].DeleteStartA - Context);
        var end = Math.Min(old.Count, blocks[^1].DeleteStartA + blocks[^1].DeleteCountA + Context);
        var newStart = start + blocks[0].InsertStartB - blocks[0].DeleteStartA;
        var grown = blocks.Sum(b => b.InsertCountB - b.DeleteCountA);
        text.Append("@@ -").Append(Range(start, end - start)).Append(" +").Append(Range(newStart, end - start + grown)).Append(" @@\n");
        var at = start;
        foreach (var block in blocks)
        {
            for (; at < block.DeleteStartA; at++) Line(text, ' ', old[at]);
            for (; at < block.DeleteStartA + block.DeleteCountA; at++) Line(text, '-', old[at]);
            for (var i = 0; i < block.InsertCountB; i++) Line(text, '+', changed[block.InsertStartB + i]);
        }

        for (; at < end; at++) Line(text, ' ', old[at]);
    }

    /// <summary>A name as git reads it: in quotes where it holds what would end it.</summary>
    private static string Quoted(string name) => name.Any(c => c is '"' or '\\' || char.IsControl(c) && c < 0x80)
        ? $"\"{string.Concat(name.Select(Escaped))}\""
        : name;

    private static string Escaped(char c) => c switch
    {
        '"' or '\\' => $"\\{c}",
        < ' ' or '\x7F' => "\\" + Convert.ToString(c, 8).PadLeft(3, '0'),
        _ => c.ToString(),
    };

    private static string Range(int start, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private static void Line(StringBuilder text, char sign, string line)
    {
        text.Append(sign).Append(line);
        if (!line.EndsWith('\n')) text.Append("\n\\ No newline at end of file\n");
    }

    /// <summary>The lines with their endings; a lone carriage return ends no line, as in git.</summary>
    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add(text[at..next]);
            at = next;
        }

        return lines;
    }
}
