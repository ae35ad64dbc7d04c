using ModelFix.Core.Export;
using ModelFix.Engine.Export;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// What a model computes from sizes holds at odd sizes, at remainders and at sizes far apart, or it is not exported; and at which sizes
/// and of which numbers a model was run is said where it does not take all.
/// </summary>
[Collection("verify")]
public sealed class SizeExportTests : ExportedModels
{
    [Theory]
    [InlineData("return torch.cat(x.chunk(4, 1).Select(c => c.sum(1, keepdim: true)).ToArray(), 1);", "float32[N, L], L >= 10")]
    [InlineData("return torch.cat(x.tensor_split(2, 1).Select(c => c.sum(1, keepdim: true)).ToArray(), 1);")]
    [InlineData("return x[.., TensorIndex.Slice(0, null, 2)].sum(1) - x[.., TensorIndex.Slice(1, null, 2)].sum(1);")]
    [InlineData("return x[.., TensorIndex.Slice(1, null, 3)];")]
    [InlineData("var y = x.clone();\ny[.., TensorIndex.Slice(1, null, 2)] *= 3;\nreturn y;")]
    [InlineData("return x[.., ..(int)((x.shape[1] + 1) / 2)];")]
    [InlineData("return x[.., ..(int)Math.Ceiling(x.shape[1] / 2.0)];")]
    [InlineData("return x[.., ..(int)(x.shape[1] / 3)];")]
    [InlineData("return x[.., ..(int)(x.shape[1] * 3 / 4)];")]
    [InlineData("return x[.., ..(int)(x.shape[1] / 4 * 4)];")]
    [InlineData("return x[.., ..(int)(x.shape[1] / 4 + x.shape[1] / 2)];")]
    [InlineData("return x.roll(x.shape[1] / 2, 1);")]
    [InlineData("return x.kthvalue((x.shape[1] + 1) / 2, 1).values;")]
    [InlineData("return functional.pad(x, (0, (8 - x.shape[1] % 8) % 8));")]
    [InlineData("return x.unfold(1, 4, 2);")]
    [InlineData("return torch.arange(0, x.shape[1], 3) + x.sum();")]
    [InlineData("return torch.zeros(x.shape[0] * x.shape[1] / 2) + x.sum();")]
    [InlineData("return functional.pad(x, (0, (512 - x.shape[1] % 512) % 512)).view(x.shape[0], -1, 512).mean(new long[] { 2 });")]
    [InlineData("return x.sum(1, keepdim: true).expand(-1, (x.shape[1] + 79) / 80) * (x.shape[1] % 200);")]
    [InlineData("return torch.ones(x.shape[1] / 24, x.shape[1] / 20 * 20) + x.abs().sum();")]
    public void FollowsFromSizes(string forward, string contract = "float32[N, L]") =>
        WholeModels.AssertSame(Recorded(forward, contract), ExportOptions.UsualOpset);

    /// <summary>
    /// What counts from the end may count 0 of a small dim; and of one element nothing is left once its mean is subtracted.
    /// </summary>
    [Theory]
    [InlineData("return x[.., (int)(x.shape[1] / 4)..^(int)(x.shape[1] / 4)].sum(1);", "float32[N, L]")]
    [InlineData("return torch.nn.functional.instance_norm(x * 3);", "float32[N, 2, H, W]")]
    public void IsRightAtSmallSizesToo(string forward, string contract) =>
        WholeModels.AssertSame(Recorded(forward, contract), ExportOptions.UsualOpset);

    [Theory]
    [InlineData("return x * (1.0 / x.shape[1]) + x.shape[1] * 0.5;")]
    [InlineData("return x / Math.Sqrt(x.shape[1]) + (float)Math.Sqrt(x.shape[0]);")]
    [InlineData("return x * (2f / (x.shape[1] + 1)) - MathF.Pow(x.shape[1], -0.5f);")]
    [InlineData("return x / ((double)x.shape[0] * x.shape[1] * 3);")]
    [InlineData("return (x > 0.01 * x.shape[1]).to(torch.float32) + (x * 0).add(1, alpha: 1f / x.shape[1]);")]
    public void NumbersFollowFromSizes(string forward)
    {
        var recorded = Recorded(forward);

        WholeModels.AssertSame(recorded, ExportOptions.UsualOpset);
        WholeModels.Agrees(recorded, Exporter.WrittenAsScript(recorded, Empty, CancellationToken.None));
    }

    [Theory]
    [InlineData("if (x.shape[1] % 2 == 0) x = x + 1;\nreturn x * 2; // here", "depends on a size")]
    [InlineData("if (x.shape[1] > 90) x = x.sin(); // here\nreturn x * 2;", "depends on a size")]
    [InlineData("return x[.., ..(int)Math.Min(x.shape[1], 90)]; // here", "no sum, product or quotient")]
    [InlineData("return x[.., ..(int)Math.Min(x.shape[1], 512)].sum(1) * 2; // here", "no sum, product or quotient")]
    [InlineData("if (x.shape[1] > 512) x = x.sin(); // here\nreturn x * 2;", "depends on a size")]
    public void RefusesOtherBranches(string forward, string because)
    {
        var refusal = Assert.Throws<ExportRefusal>(() => WholeModels.Written(Recorded(forward), ExportOptions.UsualOpset));

        Assert.Contains(because, refusal.Message);
        Assert.EndsWith("// here", ForwardOf(refusal.Place!));
    }

    [Theory]
    [InlineData("if (x.shape[0] > 6) x = x.sin(); // here\nreturn x * 2;")]
    [InlineData("x = x.shape[0] == 1 ? x.squeeze(0) : x; // here\nreturn x * 2;")]
    [InlineData("return x[..2].squeeze(); // here")]
    [InlineData("x = x.shape[1] == 1 ? x.expand(-1, 3) : x; // here\nreturn x * 2;", "float32[N, L]")]
    [InlineData("var parts = x.chunk(4, 1); // here\nreturn torch.cat(parts.Select(p => p.sum(1)).ToArray(), 0);", "float32[N, L]")]
    public void NamesWhereARunGoesApart(string forward, string contract = "float32[N, 4]")
    {
        var report = WholeModels.Written(Recorded(forward, contract), ExportOptions.UsualOpset);

        Assert.True(report.Differs);
        Assert.EndsWith("// here", ForwardOf(report.Place!));
        Assert.EndsWith("a fact of the contract, such as L >= 2 of a dim L, leaves out sizes", report.Obstacle);
    }

    [Fact]
    public void SeesACopyThatIsNoneAtSizeOne()
    {
        var recorded = Recorded("var z = x * 1;\nvar y = z.t().contiguous();\ny.mul_(2);\nreturn z.sum() + y.sum();");

        Assert.True(WholeModels.Written(recorded, ExportOptions.UsualOpset).Differs);
    }

    [Theory]
    [InlineData("calls++;\nreturn x.masked_fill(x > 0, -1e9) + calls;")]
    [InlineData("return x + (calls++ < 5 ? 0f : 1f);")]
    public void RefusesWhatIsCountedFromCallToCall(string forward)
    {
        var recorded = Recorded(forward, "float32[N, 4]", "private int calls;");

        var refusal = Assert.Throws<ExportRefusal>(() => WholeModels.Written(recorded, ExportOptions.UsualOpset));

        // What is counted is seen as a size that follows from none, or where the first call is repeated.
        Assert.Matches(@"called again with the same inputs|a size is \(1\|2\|3", refusal.Message);
    }

    [Theory]
    [InlineData("return x.view(x.shape[0], -1, 8);", "L grows in steps of 8 from 32 in all runs: forward itself fails at other sizes")]
    [InlineData("return x + torch.ones(64)[..(int)x.shape[1]];", "L is at most 63 in all runs: forward itself fails at larger sizes")]
    [InlineData("return x + torch.ones(32)[..(int)x.shape[1]];", "L is smaller in steps of 1 from 32 in all runs")]
    [InlineData("return x + torch.ones(20)[..(int)x.shape[1]];", "L is at most 17 in all runs: forward itself fails at larger sizes")]
    [InlineData("return x * 1e-9 + 1;", "with these weights the outputs hardly depend on the inputs")]
    [InlineData(
        "return norm.call(x.unsqueeze(1).expand(-1, 4, -1));",
        "norm.weight, norm.bias are exported as 1 and 0",
        "float32[N, L], L >= 2")]
    public void SaysWhatIsTrueOfTheRuns(string forward, string note, string contract = "float32[N, L]")
    {
        var recorded = Recorded(forward, contract, members: "private readonly GroupNorm norm = GroupNorm(2, 4);");

        WholeModels.AssertSame(recorded, ExportOptions.UsualOpset);
        Assert.True(recorded.Notes.Any(n => n.Contains(note, StringComparison.Ordinal)), string.Join('\n', recorded.Notes));
    }

    [Theory]
    [InlineData("int64[N, L]", "return table.call(x);", "private readonly Embedding table = Embedding(2, 3);")]
    [InlineData("int64[N, L]", "return table.call(x);", "private readonly Embedding table = Embedding(30522, 3);")]
    [InlineData("uint8[N, L]", "return table[x.to(torch.int64)];", "private readonly Parameter table = new(torch.randn(256, 2));")]
    [InlineData("int64[N, L]", "return x + 9007199254740993L;", "")]
    [InlineData("int64[N, L]", "return torch.full_like(x, 9007199254740993L) + x;", "")]
    [InlineData("int64[N, L]", "return table[x];", "private static readonly Tensor table = torch.arange(1000) * 0.5f;")]
    public void TakesWholeNumbers(string contract, string forward, string members) =>
        WholeModels.AssertSame(Recorded(forward, contract, members), ExportOptions.UsualOpset);

    [Fact]
    public void SeesWhatForwardWritesToMemory()
    {
        const string Forward = """
            var table = torch.zeros(256);
            var numbers = table.data<float>();
            for (var i = 0; i < 256; i++) numbers[i] = i * i;
            return table[x.to(torch.int64)];
            """;

        WholeModels.AssertSame(Recorded(Forward, "uint8[N, L]"), ExportOptions.UsualOpset);
    }

    private static string ForwardOf(SourcePlace place) => File.ReadAllLines(place.File!)[place.Line - 1].TrimEnd();

    private RecordedModel Recorded(string forward, string contract = "float32[N, L]", string members = "") =>
        base.Recorded(ForwardSource.Class(forward, contract, members));
}
