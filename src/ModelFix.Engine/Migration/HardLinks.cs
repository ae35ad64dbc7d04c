using System.ComponentModel;
using System.Globalization;

namespace ModelFix.Engine.Migration;

/// <summary>Files that have several names on the disk: whoever replaces one leaves the others with what was in it.</summary>
internal static class HardLinks
{
    /// <summary>So many paths fit into a command line.</summary>
    private const int PathsAtOnce = 200;

    /// <summary>Those of the files that have another name; none on Windows, where it cannot be asked for many at once.</summary>
    public static HashSet<string> Among(IEnumerable<string> paths)
    {
        var linked = new HashSet<string>(StringComparer.Ordinal);
        if (OperatingSystem.IsWindows()) return linked;
        foreach (var some in paths.Chunk(PathsAtOnce))
            linked.UnionWith(some.Zip(Counts(some)).Where(f => f.Second > 1).Select(f => f.First));
        return linked;
    }

    private static IEnumerable<int> Counts(string[] paths)
    {
        string[] format = OperatingSystem.IsMacOS() ? ["-f", "%l", "--"] : ["-c", "%h", "--"];
        try
        {
            using var stat = ChildProcess.Start("stat", [.. format, .. paths]);
            if (stat.Wait() != 0) return [];
            return stat.Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => int.Parse(l, CultureInfo.InvariantCulture))
                .ToList();
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
