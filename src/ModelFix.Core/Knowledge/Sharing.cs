using Microsoft.CodeAnalysis;

namespace ModelFix.Core.Knowledge;

/// <summary>Why a new tensor in a variable's place would be noticed elsewhere.</summary>
/// <param name="Reason">As it follows "because": "x is a parameter of forward".</param>
/// <param name="IsCertain">False where unknown code decides, so that a person may know better.</param>
internal sealed record Sharing(string Reason, bool IsCertain)
{
    /// <summary>The parameter through which the caller has the tensor, where it is that that would notice; else null.</summary>
    public IParameterSymbol? Argument { get; init; }
}
