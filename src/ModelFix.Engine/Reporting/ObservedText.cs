using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Engine.Observation;

namespace ModelFix.Engine.Reporting;

/// <summary>What was recorded, beside what is inferred.</summary>
internal static class ObservedText
{
    /// <summary>What stands behind an inferred shape.</summary>
    /// <param name="inferred">The dtype and the shape as they are written.</param>
    /// <param name="observed">What was recorded there.</param>
    public static string Beside(string inferred, ObservedTensor observed) => observed.State switch
    {
        ObservedState.Agrees when observed.Shown == inferred => " (as recorded)",
        ObservedState.Agrees => $" (recorded {observed.Shown})",
        ObservedState.Contradicts => $" (CONTRADICTED: {observed.Contradiction})",
        ObservedState.NotReached => " (not reached)",
        _ => " (not compared)",
    };

    /// <summary>
    /// The calls and operators of a method that contradict what is inferred of them or that no recording reached, where no name on their
    /// line says so.
    /// </summary>
    public static IEnumerable<string> Below(ObservedMethod observed)
    {
        var said = observed.Named
            .Select(t => (t.State, ShapesText.Line(t.Node.GetLocation())))
            .ToHashSet();
        var unreached = observed.Expressions.Where(t => t.State == ObservedState.NotReached).Select(t => t.Node).ToHashSet();
        foreach (var tensor in observed.Expressions.DistinctBy(t => (t.Node, t.State)))
        {
            var isNews = !said.Contains((tensor.State, ShapesText.Line(tensor.Node.GetLocation())));
            if (tensor.State == ObservedState.Contradicts && (isNews || !IsNamed(tensor)))
                yield return ShapesText.At(tensor.Node.GetLocation(), tensor.Node.ToString(), $"CONTRADICTED: {Against(tensor)}");
            else if (isNews && unreached.Contains(tensor.Node) && !tensor.Node.Ancestors().Any(unreached.Contains))
                yield return ShapesText.At(tensor.Node.GetLocation(), tensor.Node.ToString(), "no recording reached this");
        }

        // What is put into a name is said there.
        static bool IsNamed(ObservedTensor tensor) =>
            tensor is { Inferred.Length: > 0, Node.Parent: EqualsValueClauseSyntax or AssignmentExpressionSyntax };

        string Against(ObservedTensor tensor) => tensor.Inferred.Length == 0
            ? tensor.Contradiction
            : $"inferred is {tensor.Inferred}, and {tensor.Contradiction}";
    }

    /// <summary>How much was compared.</summary>
    public static string Summary(ObservedReport report)
    {
        var all = report.All.ToList();
        var seen = all.Where(t => t.State is ObservedState.Agrees or ObservedState.Contradicts).ToList();
        return FormattableString.Invariant(
            $"Recorded: {seen.Count(t => t.IsCompared)} of {all.Count} tensors compared, ")
            + FormattableString.Invariant($"{seen.Count(t => !t.IsCompared)} without inference, ")
            + FormattableString.Invariant($"{all.Count(t => t.State == ObservedState.NotReached)} not reached, ")
            + FormattableString.Invariant($"{all.Count(t => t.State == ObservedState.NotJoined)} not compared; ")
            + ShapesText.Counted(seen.Count(t => t.State == ObservedState.Contradicts), "contradiction") + ".";
    }
}
