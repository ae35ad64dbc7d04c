using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>What one body says.</summary>
/// <param name="HasGoto">A jump to a label may form a loop that no loop statement shows.</param>
/// <param name="Written">All that it writes.</param>
/// <param name="WrittenFinally">What its finally blocks write.</param>
/// <param name="UnsharedLists">As <see cref="Interpretation.UnsharedLists"/>.</param>
internal sealed record BodySummary(bool HasGoto, HashSet<ISymbol> Written, HashSet<ISymbol> WrittenFinally, HashSet<ISymbol> UnsharedLists)
{
    public static BodySummary Of(IOperation body, TorchSymbols symbols)
    {
        var hasGoto = false;
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in body.DescendantsAndSelf())
        {
            hasGoto |= operation is IBranchOperation { BranchKind: BranchKind.GoTo };
            if (operation is ITryOperation { Finally: { } last }) written.UnionWith(WrittenVariables.In(last));
        }

        return new BodySummary(hasGoto, WrittenVariables.In(body), written, Interpretation.UnsharedLists.In(body, symbols));
    }
}
