namespace ModelFix.Analyzers.Tests;

/// <summary>A source with named arguments, and what its fixes make of it.</summary>
/// <param name="Source">The source, with names in angle brackets where versions differ.</param>
/// <param name="Findings">How many findings it has, all of them with a fix.</param>
/// <param name="Gone">What no longer stands in the text afterwards.</param>
/// <param name="Expected">What stands in it instead.</param>
internal sealed record TorchSharpVersionCase(string Source, int Findings, string Gone, params string[] Expected)
{
    /// <summary>The oldest version that has the member.</summary>
    public string Since { get; init; } = "0.99.6";

    /// <summary>The newest version for which the rule finds it.</summary>
    public string Until { get; init; } = "0.107.0";

    public bool IsIn(string version) =>
        Version.Parse(version) >= Version.Parse(Since) && Version.Parse(version) <= Version.Parse(Until);
}
