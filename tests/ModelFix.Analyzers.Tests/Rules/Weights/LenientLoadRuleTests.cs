using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Weights;

/// <summary>MFX1901: weights that are loaded without looking at what was found.</summary>
public sealed class LenientLoadRuleTests
{
    private const string Id = "MFX1901";

    [Theory]
    [InlineData("net.load_state_dict(state, false);", "net.load_state_dict(state, true);")]
    [InlineData("net.load_state_dict(state, strict: false);", "net.load_state_dict(state, strict: true);")]
    [InlineData("_ = net.load_state_dict(strict: false, source: state);", "_ = net.load_state_dict(strict: true, source: state);")]
    [InlineData("net.load(\"net.dat\", false);", "net.load(\"net.dat\", true);")]
    [InlineData("net.load(\"net.dat\", strict: false).eval();", "net.load(\"net.dat\", strict: true).eval();")]
    [InlineData("var loaded = net.load(\"net.dat\", strict: false /* for now */);", "strict: true /* for now */);")]
    [InlineData("net.load(stream, strict: false, skip: new List<string> { \"a\" });", "strict: true, skip: new List<string> { \"a\" });")]
    public void Weights_that_nobody_looks_at_IsAssumed(string statement, string after)
    {
        var source = Program(statement);
        var run = RuleRun.Of(Id, source, assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal(Safety.Assumed, finding.Safety);
        Assert.Equal("the weights have every key of the module and no other", finding.Assumption);
        Assert.Contains(after, run.AfterText);
        Assert.Equal(source, RuleRun.Of(Id, source).AfterText);
    }

    [Theory]
    [InlineData("net.load_state_dict(state);")]
    [InlineData("net.load_state_dict(state, true);")]
    [InlineData("net.load_state_dict(state, isStrict);")]
    [InlineData("var (missing, unexpected) = net.load_state_dict(state, strict: false);")]
    [InlineData("if (net.load_state_dict(state, false).missing_keys.Count > 0) throw new InvalidOperationException();")]
    [InlineData("Look(net.load_state_dict(state, false));")]
    [InlineData("var loaded = new Dictionary<string, bool>(); net.load(\"net.dat\", false, null, loaded);")]
    [InlineData("var x = torch.load(\"x.dat\");")]
    [InlineData("other.load(\"net.dat\", strict: false);")]
    public void What_is_strict_or_looked_at_DoesNotTrigger(string statement) =>
        Assert.Empty(RuleRun.Of(Id, Program(statement)).Findings);

    [Fact]
    public void A_method_that_returns_what_was_not_found_DoesNotTrigger() => Assert.Empty(
        RuleRun.Of(
            Id,
            Program("").Replace(
                "public static void Run",
                "public static object Load(Linear net, Dictionary<string, Tensor> state) => net.load_state_dict(state, false);\n\n"
                    + "    public static void Run"))
        .Findings);

    /// <summary>With all keys both load the same, with others the one throws.</summary>
    [Fact]
    public void Strict_is_the_same_where_every_key_is_there()
    {
        var (from, first, second) = (torch.nn.Linear(3, 2), torch.nn.Linear(3, 2), torch.nn.Linear(3, 2));
        first.load_state_dict(from.state_dict(), strict: false);
        second.load_state_dict(from.state_dict(), strict: true);
        Assert.Equal(first.weight.Elements(), second.weight.Elements());

        var prefixed = from.state_dict().ToDictionary(e => "module." + e.Key, e => e.Value);
        Assert.Equal(2, first.load_state_dict(prefixed, strict: false).missing_keys.Count);
        Assert.ThrowsAny<Exception>(() => second.load_state_dict(prefixed, strict: true));
    }

    [Theory]
    [InlineData("portable"), InlineData("onnx-9"), InlineData("tensorrt-10.1"), InlineData("onnxify"), InlineData("module-tree")]
    public void It_matters_for_every_target(string target)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Single(RuleRun.Of(Id, Program("net.load_state_dict(state, false);"), settings: settings).Findings);
    }

    private static string Program(string statement) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        public sealed class Other
        {
            public Other load(string path, bool strict) => this;
        }

        public static class Program
        {
            private static void Look(object keys) { }

            public static void Run(Linear net, Other other, Stream stream, Dictionary<string, Tensor> state, bool isStrict)
            {
                {{statement}}
            }
        }
        """;
}
