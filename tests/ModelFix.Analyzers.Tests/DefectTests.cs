using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// An exception in a rule or a transfer function is a finding at its place; other places, rules and files are inspected as ever.
/// </summary>
public sealed class DefectTests
{
    private const string Next = "report it with this file and line at https://github.com/modelfix/modelfix/issues";

    [Fact]
    public void A_rule_that_throws_is_a_finding_at_the_node_and_everything_else_is_found()
    {
        var compilation = TestCompilation.Create(
            [("A.cs", Source("A", "x.sigmoid().clamp(min: 0)")), ("B.cs", Source("B", "x.relu().clamp(min: 0)"))]);

        var findings = Inspection.Of(Torch(compilation), RuleCatalog.Rules.Add(new ThrowingRule("x.sigmoid()")), CancellationToken.None);

        Assert.Equal(["A.cs MFX9999", "A.cs MFX1101", "B.cs MFX1101"], findings.Select(f => $"{f.Node.SyntaxTree.FilePath} {f.Rule.Id}"));
        Assert.Equal("x.sigmoid()", findings[0].Node.ToString());
        Assert.Equal($"ModelFix failed here in MFX9000 (InvalidOperationException: in two lines); {Next}", findings[0].Message);
        Assert.Equal(Safety.Report, findings[0].Safety);
        Assert.Equal(DiagnosticSeverity.Warning, findings[0].Severity);
        Assert.Empty(findings[0].Fixes);
    }

    [Fact]
    public async Task The_compiler_gets_a_finding_of_ours_and_not_its_own_about_the_analyzer()
    {
        var compilation = TestCompilation.Create(
            [("A.cs", Source("A", "x.sigmoid().clamp(min: 0)")), ("B.cs", Source("B", "x.relu().clamp(min: 0)"))]);
        var analyzer = new ModelFixAnalyzer(RuleCatalog.Rules.Add(new ThrowingRule("x.sigmoid()")));

        var reported = await compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync();

        Assert.Equal(
            ["A.cs MFX1101", "A.cs MFX9999", "B.cs MFX1101"],
            reported.Select(d => $"{d.Location.SourceTree!.FilePath} {d.Id}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_rule_that_throws_on_syntax_alone_is_a_finding_too()
    {
        var findings = Inspection.Of(
            Torch(TestCompilation.Create(Source("A", "x.relu()"))),
            [new ThrowingRule("x.relu()") { OnSyntax = true }],
            CancellationToken.None);

        Assert.Equal("x.relu()", Assert.Single(findings).Node.ToString());
    }

    [Fact]
    public void A_method_whose_interpretation_throws_is_named_once_and_nothing_is_known_or_proven_in_it()
    {
        var compilation = TestCompilation.Create(
            [("A.cs", Source("A", "x.sigmoid().clamp(min: 0f).squeeze(1)")), ("B.cs", Source("B", "x.relu().clamp(min: 0f).squeeze(1)"))]);
        var torch = TorchCompilation.Create(
            compilation,
            ModelSettings.Default,
            call => call.Operator == "sigmoid" ? throw new OverflowException("too large") : OperatorCatalog.ResultOf(call))!;

        var findings = Inspection.Of(torch, RuleCatalog.Rules, CancellationToken.None);

        Assert.Equal(
            ["A.cs MFX1001 Assumed", "A.cs MFX1101 Report", "A.cs MFX9999 Report", "B.cs MFX1001 Proven", "B.cs MFX1101 Proven"],
            findings.Select(f => $"{f.Node.SyntaxTree.FilePath} {f.Rule.Id} {f.Safety}").Order(StringComparer.Ordinal));
        var defect = findings.Single(f => f.Rule.Id == "MFX9999");
        Assert.Equal(
            $"ModelFix failed to infer the shapes of forward, so nothing is proven in it (OverflowException: too large); {Next}",
            defect.Message);
        Assert.Equal("forward", defect.Location.SourceTree!.GetText().ToString(defect.Location.SourceSpan));
        Assert.EndsWith(
            "; it is not rewritten, since ModelFix failed in this method",
            findings.Single(f => f is { Rule.Id: "MFX1101", Safety: Safety.Report }).Message);
    }

    [Fact]
    public void Cancellation_is_no_defect() => Assert.Throws<OperationCanceledException>(() => Inspection.Of(
        Torch(TestCompilation.Create(Source("A", "x.relu()"))),
            [new ThrowingRule("x.relu()") { Throws = () => new OperationCanceledException() }], CancellationToken.None));

    private static TorchCompilation Torch(Compilation compilation) => TorchCompilation.Create(compilation, ModelSettings.Default)!;

    private static string Source(
        string name,
        string call) => ForwardSource.Of($"return {call};", "[N, 1, 8]").Replace("Net", name, StringComparison.Ordinal);

    private sealed class ThrowingRule(string text) : Rule
    {
        public bool OnSyntax { get; init; }

        public Func<Exception> Throws { get; init; } = () => new InvalidOperationException("in\ntwo lines");

        public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [WrittenCalls.Descriptor("MFX9000", "Throws")];

        public override IReadOnlyList<Pattern> Patterns =>
            [new WrittenCalls(text, (_, _) => throw Throws()) { OnSyntax = _ => { if (OnSyntax) throw Throws(); } }];
    }
}
