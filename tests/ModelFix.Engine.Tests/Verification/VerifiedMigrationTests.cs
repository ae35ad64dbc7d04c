using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Verification;

/// <summary><c>fix --verify</c>: what changes a model's outputs is taken back, the rest stays.</summary>
public sealed class VerifiedMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rule_that_changes_the_outputs_is_taken_back_and_the_others_stay()
    {
        var verified = Run("return x.relu().squeeze(1);", "[N, 1, 3]");

        var text = Assert.Single(verified.Result.Projects[0].Changed).Value.ToString();
        Assert.Contains("x.relu().select(1, 0)", text);
        Assert.Equal(Verdict.Equal, Assert.Single(verified.Models).Verdict);
        var takenBack = Assert.Single(verified.Result.Outcomes, o => !o.Fixed);
        Assert.Equal("MFX9001", takenBack.RuleId);
        Assert.StartsWith("taken back, it changes what Net computes: output differs by ", takenBack.Reason);
    }

    /// <summary>On negative numbers sigmoid is not relu; on a sum that nobody reads it makes no difference.</summary>
    [Fact]
    public void Fixes_of_one_rule_are_taken_back_one_by_one()
    {
        var verified = Run(
            "var unused = (x * 3).relu();\nvar y = x.neg().relu();\nreturn y.squeeze(1) + x.relu().squeeze(1);", "[N, 1, 3]");

        var text = Assert.Single(verified.Result.Projects[0].Changed).Value.ToString();
        Assert.Contains("(x * 3).sigmoid()", text);
        Assert.Contains("x.neg().relu()", text);
        Assert.Contains("y.select(1, 0) + x.relu().select(1, 0)", text);
        Assert.Equal(2, verified.Result.Outcomes.Count(o => o is { Fixed: false, RuleId: "MFX9001" }));
    }

    [Fact]
    public void A_fix_that_rests_on_a_wrong_assumption_is_taken_back_before_a_proven_one()
    {
        _folder.Write("modelfix.json", """{ "models": { "Net": { "inputs": { "x": "[N, T, 3]" }, "bindings": { "T": 5 } } } }""");
        const string Body = "return x.narrow(1, 0, x.shape[1] - 1).squeeze(1) + x.select(1, 0).unsqueeze(1).squeeze(1).sum();";
        var verified = Run(Body, contract: null, assume: true);

        var text = Assert.Single(verified.Result.Projects[0].Changed).Value.ToString();
        Assert.Contains("- 1).squeeze(1) + x.select(1, 0).unsqueeze(1).select(1, 0)", text);
        Assert.Contains("size(1) is 1", Assert.Single(verified.Result.Outcomes, o => !o.Fixed).Finding.Assumption);
    }

    [Fact]
    public void A_model_that_cannot_be_run_keeps_its_fixes_and_says_so()
    {
        var verified = Run("return x.relu().squeeze(1);", contract: null);

        Assert.Contains("x.sigmoid()", Assert.Single(verified.Result.Projects[0].Changed).Value.ToString());
        Assert.Equal(Verdict.NotVerified, Assert.Single(verified.Models).Verdict);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("[N, 1, 3]", 1)]
    public void Where_source_is_missing_only_what_a_run_confirmed_is_kept(string? contract, int changed)
    {
        var verified = Run("return x.relu().squeeze(1);", contract, isPartial: true);

        Assert.Equal(changed, verified.Result.Projects[0].Changed.Count);
        if (changed == 0)
            Assert.Equal(
                ["not verified, and part of the source is missing"],
                verified.Result.Outcomes.Where(o => o.RuleId == "MFX9001").Select(o => o.Reason).Distinct());
    }

    /// <summary>As by a system that is out of memory, in either version.</summary>
    [Theory]
    [InlineData("Before")]
    [InlineData("After")]
    public void Where_the_process_is_killed_nothing_is_written_that_it_did_not_confirm(string version)
    {
        if (OperatingSystem.IsWindows()) return;
        var verified = Run(
            $"""
            if (typeof(Net).Assembly.Location.Contains("Models.{version}")) System.Diagnostics.Process.GetCurrentProcess().Kill();
            return x.squeeze(1);
            """,
            "[N, 1, 3]");

        Assert.Empty(verified.Result.Projects[0].Changed);
        Assert.Equal(
            "not verified, since the process that ran Net was killed",
            Assert.Single(verified.Result.Outcomes, o => o.RuleId == "MFX1001").Reason);
        var model = Assert.Single(verified.Models);
        Assert.Equal(Verdict.NotVerified, model.Verdict);
        Assert.Contains("its process was killed, as a system does that runs out of memory; run again", model.Reason);
    }

    private VerifiedMigration Run(string body, string? contract, bool assume = false, bool isPartial = false)
    {
        _folder.Write("Net.cs", ForwardSource.Of(body, contract));
        var project = Assert.Single(ProjectSet.Load([_folder.Path], [], target: null));
        var options = new MigrationOptions(RuleCatalog.Rules.Add(new SigmoidForRelu()), assume);
        return VerifiedMigration.Run(
            [project], options, new Verifier(VerificationOptions.Default, _ => { }), isPartial, CancellationToken.None);
    }

    /// <summary>A rule with a defect: it promises every bit and writes another function.</summary>
    private sealed class SigmoidForRelu : Rule
    {
        private static readonly RuleDescriptor Relu = WrittenCalls.Descriptor("MFX9001", "relu");

        public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Relu];

        public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "relu")];

        private static Finding InspectCall(TorchCall call, TorchCompilation torch) =>
            Relu.Proven(call.NameSyntax, new Fix("Use sigmoid", SourceEdit.Replace(call.NameSyntax, "sigmoid")), "relu");
    }
}
