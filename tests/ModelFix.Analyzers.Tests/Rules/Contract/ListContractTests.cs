using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Contract;

/// <summary>What rules prove from the contract of a tuple or list of tensors.</summary>
public sealed class ListContractTests
{
    [Theory]
    [InlineData("(Tensor, Tensor)", "return maps.Item2.squeeze(1);", "maps.Item2.select(1, 0)")]
    [InlineData("(Tensor, Tensor)", "var (a, b) = maps; return b.squeeze(1);", "b.select(1, 0)")]
    [InlineData("(Tensor image, Tensor mask)", "return maps.mask.squeeze(1);", "maps.mask.select(1, 0)")]
    [InlineData("Tensor[]", "return maps[1].squeeze(1);", "maps[1].select(1, 0)")]
    [InlineData("List<Tensor>", "return maps[maps.Count - 1].squeeze(1);", "maps[maps.Count - 1].select(1, 0)")]
    [InlineData("IEnumerable<Tensor>", "return torch.stack(maps.Reverse()).select(0, 1).squeeze(1);", "select(0, 1).select(1, 0)")]
    public void A_squeeze_of_an_element_Triggers(string type, string body, string after)
    {
        var run = RuleRun.Of("MFX1001", Source(type, "([N, 1, 5], [N, 1, 5])", body));

        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        Assert.Contains(after, run.AfterText);
    }

    [Theory]
    [InlineData("(Tensor, Tensor)", "([N, 1, 5], [N, 1, 5], [N, 1, 5])", "return maps.Item2.squeeze(1);")]
    [InlineData("Tensor[]", "[N, 1, 5]", "return maps[1].squeeze(1);")]
    [InlineData("Tensor[]", "([N, 1, 5], [N, 1, 5])", "var same = maps; same[1] = maps[0].repeat(1, 2, 1); return maps[1].squeeze(1);")]
    [InlineData("Tensor[]", "([N, 1, 5], [N, 1, 5])", "Change(maps); return maps[1].squeeze(1);")]
    public void What_is_not_known_of_one_IsAssumed(string type, string contract, string body)
    {
        var run = RuleRun.Of("MFX1001", Source(type, contract, body));

        Assert.Equal(Safety.Assumed, Assert.Single(run.Findings).Safety);
    }

    [Fact]
    public void A_forward_that_cannot_run_with_it_IsReported()
    {
        var source = Source("(Tensor, Tensor)", "([N, 4], [N, 5])", "return torch.cat(new[] { maps.Item1, maps.Item2 }, 0);");

        var run = RuleRun.Of("MFX0001", source);

        Assert.Equal("MFX0001", Assert.Single(run.Findings).Rule.Id);
    }

    private static string Source(string type, string contract, string body) => ForwardSource.Usings + $$"""
        public class Net : Module<{{type}}, Tensor>
        {
            public Net() : base("Net") => RegisterComponents();

            /// <param name="maps">{{contract}}</param>
            public override Tensor forward({{type}} maps)
            {
                {{body}}
            }

            private static void Change(Tensor[] maps) => maps[1] = maps[1].repeat(1, 2, 1);
        }
        """;
}
