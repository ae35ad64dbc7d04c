using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>The specification of a rule stands in one file, which says whose it is.</summary>
public sealed class RuleTestFilesTests
{
    private static readonly IReadOnlyList<string> Files =
        [.. Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "tests", "ModelFix.Analyzers.Tests", "Rules"), "*RuleTests.cs", SearchOption.AllDirectories)];

    public static TheoryData<string> Ids => new(RuleCatalog.Descriptors.Select(d => d.Id));

    [Theory, MemberData(nameof(Ids))]
    public void A_rule_has_one_file_of_tests(string id) =>
        Assert.Single(Files, f => File.ReadAllText(f).Contains($"const string Id = \"{id}\";", StringComparison.Ordinal));

    [Fact]
    public void There_is_no_file_without_a_rule() => Assert.Equal(RuleCatalog.Descriptors.Length, Files.Count);
}
