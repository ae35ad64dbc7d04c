namespace ModelFix.Core.Knowledge;

/// <summary>Why a new tensor in a variable's place would be noticed elsewhere.</summary>
/// <param name="Reason">As it follows "because": "x is a parameter of forward".</param>
/// <param name="IsCertain">False where unknown code decides, so that a person may know better.</param>
internal sealed record Sharing(string Reason, bool IsCertain);
