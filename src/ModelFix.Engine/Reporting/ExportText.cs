using System.Globalization;
using ModelFix.Core.Export;
using ModelFix.Engine.Export;

namespace ModelFix.Engine.Reporting;

/// <summary>What came of a model's export, for people.</summary>
internal static class ExportText
{
    private const int MostPlaces = 4;

    /// <summary>
    /// The inputs and outputs, the nodes, how far each run is from TorchSharp's, what targets do not take, and what is wrong.
    /// </summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="named">A file as people write it.</param>
    public static void Write(TextWriter output, ExportReport report, Func<string, string> named)
    {
        output.WriteLine(report.Model);
        if (report.Graph is { } graph) Write(output, graph.Inputs, graph.Outputs, $"nodes   {graph.Nodes.Count}: {Nodes(graph)}");
        if (report.Script is { } script)
            Write(output, script.Inputs, script.Outputs, $"calls   {script.Operators.Sum(o => o.Value)}: {Counted(script.Operators)}");
        foreach (var run in report.Differences.GroupBy(d => d.Run))
            output.WriteLine($"  {run.Key}: {string.Join(", ", run.Select(d => d.Mismatch is { } mismatch
                ? $"{d.Output} is {mismatch}"
                : FormattableString.Invariant($"{d.Output} {d.Relative:0.0e-0}")))}");
        foreach (var note in report.Notes) output.WriteLine($"  note: {note}");
        foreach (var operation in report.Unsupported)
            output.WriteLine(FormattableString.Invariant(
                $"  {operation.Consequence}: {operation.Name} {operation.Count}{Places(operation, named)}"));
        if (report.Obstacle is { } obstacle)
            output.WriteLine($"  Not exported: {(report.Place is { } place ? $"{At(place, named)}: " : "")}{obstacle}.");
    }

    private static void Write(TextWriter output, IEnumerable<GraphPort> inputs, IEnumerable<GraphPort> outputs, string made)
    {
        foreach (var input in inputs) output.WriteLine($"  input   {input.Name}: {Text(input)}");
        foreach (var result in outputs) output.WriteLine($"  output  {result.Name}: {Text(result)}");
        output.WriteLine("  " + made);
    }

    /// <summary>How many nodes of each operator there are, the most first.</summary>
    public static string Nodes(OnnxGraph graph) => Counted(graph.Nodes.CountBy(n => n.Operator));

    private static string Counted(IEnumerable<KeyValuePair<string, int>> operators) => string.Join(", ", operators
        .OrderByDescending(n => n.Value)
        .ThenBy(n => n.Key, StringComparer.Ordinal)
        .Select(n => FormattableString.Invariant($"{n.Key} {n.Value}")));

    /// <summary>A line of the user's code, or the method where it was compiled without lines.</summary>
    public static string At(SourcePlace place, Func<string, string> named) => place.File is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{named(file)}({place.Line})")
        : place.Method;

    private static string Places(UnsupportedOperator operation, Func<string, string> named)
    {
        if (operation.Places.IsEmpty) return "";
        var shown = string.Join(", ", operation.Places.Take(MostPlaces).Select(p => At(p, named)));
        return $" ({shown}{(operation.Places.Length > MostPlaces ? ", …" : "")})";
    }

    private static string Text(GraphPort port) => $"{port.Type.ToString().ToLowerInvariant()}[{string.Join(", ", port.Dims)}]";
}
