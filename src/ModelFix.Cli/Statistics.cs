using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Analyzers;
using ModelFix.Engine.Migration;

namespace ModelFix.Cli;

/// <summary>What <c>--verbose</c> says of a run: how long its phases took, and what each rule was asked, found and took.</summary>
internal static class Statistics
{
    public static void Write(TextWriter error, IReadOnlyList<(string Name, TimeSpan Time)> phases, ImmutableArray<Rule> rules)
    {
        var total = phases.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Time);
        Table(error, [["Phase", "Time"], .. phases.Select(p => new[] { p.Name, Seconds(p.Time) }), ["Total", Seconds(total)]]);
        var asked = rules.OfType<TimedRule>().Where(r => r.Asked > 0).OrderByDescending(r => r.Time).ToList();
        if (asked.Count == 0) return;
        Table(
            error,
            [
                ["Rule", "Places", "Found", "Time"],
                .. asked.Select(r => new[] { r.Ids, Number(r.Asked), Number(r.Found), Seconds(r.Time) }),
            ]);
        error.WriteLine("Times of rules are those of all threads together; what one rule has inferred is there for the next.");
    }

    private static void Table(TextWriter error, IReadOnlyList<string[]> rows)
    {
        var name = rows.Max(r => r[0].Length);
        error.WriteLine();
        foreach (var row in rows) error.WriteLine(row[0].PadRight(name) + string.Concat(row.Skip(1).Select(cell => cell.PadLeft(10))));
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000} s");

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
