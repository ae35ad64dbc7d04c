using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>What one body says.</summary>
/// <param name="HasGoto">A jump to a label may form a loop that no loop statement shows.</param>
/// <param name="Written">All that it writes.</param>
/// <param name="WrittenFinally">What its finally blocks write.</param>
/// <param name="OwnLists">As <see cref="Interpretation.OwnLists"/>.</param>
internal sealed record ReadBody(bool HasGoto, HashSet<ISymbol> Written, HashSet<ISymbol> WrittenFinally, HashSet<ISymbol> OwnLists)
{
    public static ReadBody Of(IOperation body, TorchSymbols symbols)
    {
        var hasGoto = false;
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in body.DescendantsAndSelf())
        {
            hasGoto |= operation is IBranchOperation { BranchKind: BranchKind.GoTo };
            if (operation is ITryOperation { Finally: { } last }) written.UnionWith(Writes.In(last));
        }

        return new ReadBody(hasGoto, Writes.In(body), written, Interpretation.OwnLists.In(body, symbols));
    }
}
