using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Pooling;

public sealed class AdaptivePoolRuleTests
{
    private const string Id = "MFX1401";

    public static TheoryData<string, string, string?> Calls => new()
    {
        { "avg_to_one", "return functional.adaptive_avg_pool2d(x, 1);", "[N, 8, 7, 7]" },
        { "avg_to_one_unknown_rank", "return functional.adaptive_avg_pool2d(x + 1, (1, 1));", null },
        { "max_to_one", "return functional.adaptive_max_pool2d(x, new long[] { 1, 1 });", "[N, 8, H, W]" },
        { "one_dim", "return functional.adaptive_avg_pool1d(x, 1) + functional.adaptive_max_pool1d(x, 4);", "[N, 8, 12]" },
        { "three_dims", "return functional.adaptive_avg_pool3d(x, (2, 2, 1));", "[N, 8, 4, 6, 5]" },
        { "three_dims_bins", "return functional.adaptive_avg_pool3d(x, (1, 2, 3));", "[N, 8, 4, 6, 5]" },
        { "max_three_dims", "return functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 });", "[N, 8, 4, 6, 5]" },
        { "fixed", "return functional.adaptive_avg_pool2d(x, 3);", "[N, 8, 12, 12]" },
        { "fixed_uneven", "return functional.adaptive_max_pool2d(x, new long[] { 2, 3 });", "[N, 8, 6, 7]" },
        { "fixed_unbatched", "return functional.adaptive_avg_pool2d(x, (4, 2));", "[8, 8, 6]" },
        { "bins", "return functional.adaptive_avg_pool2d(x.relu(), (3, 3));", "[N, 8, 8, 8]" },
        { "bins_max", "return functional.adaptive_max_pool1d(x, 3);", "[..., 8]" },
        { "bins_larger", "return functional.adaptive_avg_pool2d(x, (1, 3));", "[N, 8, 4, 2]" },
        { "same_size", "return functional.adaptive_avg_pool2d(x - 1, (8, 8));", "[N, 8, 8, 8]" },
        { "size_unknown", "return functional.adaptive_avg_pool2d(x, 3);", "[N, 8, H, W]" },
        { "output_not_constant", "var n = x.shape[2] / 2; return functional.adaptive_avg_pool1d(x, n);", "[N, 8, 8]" },
        { "comment", "return functional.adaptive_avg_pool2d(x, /* one bin */ 1);", "[N, 8, 8, 8]" },
    };

    [Theory, MemberData(nameof(Calls))]
    public void Functions(string name, string body, string? contract) =>
        Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, ForwardSource.Of(body, contract))), name);
}
