using System.Collections.Immutable;
using ModelFix.Engine.Observation;

namespace ModelFix.Engine.Reporting;

/// <summary>What was recorded of exported methods, beside what is inferred of them.</summary>
/// <param name="Methods">Each method's, in the order of the methods of the report.</param>
/// <param name="Failures">Which models are not recorded, and why.</param>
internal sealed record ObservedReport(ImmutableArray<ObservedMethod> Methods, ImmutableArray<string> Failures)
{
    public IEnumerable<ObservedTensor> All => Methods.SelectMany(m => m.All);

    public bool HasContradictions => All.Any(t => t.State == ObservedState.Contradicts);
}
