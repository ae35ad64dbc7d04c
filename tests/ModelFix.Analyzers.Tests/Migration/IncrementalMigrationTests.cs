using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Configuration;
using ModelFix.Core.Rewriting;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Migration;

/// <summary>
/// A migration asks again what a round changed, and comes to what it would come to if it asked everything in every round.
/// </summary>
public sealed class IncrementalMigrationTests
{
    /// <summary>Calls modules of other files, with shapes that its contract says.</summary>
    private const string Caller = """
        internal sealed class P : Module<Tensor, Tensor>
        {
            private readonly A a = new A();
            private readonly B b = new B();
            private static Tensor Half(Tensor t) => t.view(t.shape[0], -1) * 0.5;
            public P() : base("P") => RegisterComponents();
            /// <param name="x">[N, 3, 4, 4]</param>
            public override Tensor forward(Tensor x)
            {
                var n = x.shape[0];
                var y = a.call(x.view(n, 3, -1).squeeze(-1));
                return Half(b.call(y)).clamp(-1, 1);
            }
        }
        """;

    private const string First = """
        internal sealed class A : Module<Tensor, Tensor>
        {
            private readonly B inner = new B();
            public A() : base("A") => RegisterComponents();
            public override Tensor forward(Tensor t)
            {
                var size = t.shape[1];
                return inner.call(t.view(t.shape[0], size, -1).unsqueeze(1).squeeze(1));
            }
        }
        """;

    private const string Second = """
        internal sealed class B : Module<Tensor, Tensor>
        {
            private readonly Conv1d conv = Conv1d(3, 3, 1);
            public B() : base("B") => RegisterComponents();
            public override Tensor forward(Tensor u)
            {
                var (n, c) = (u.shape[0], u.shape[1]);
                return conv.call(u.view(n, c, -1)).clamp(-2, 2).reshape(n, -1, 16);
            }
        }
        """;

    /// <summary>Has to do with the others by no name, and makes the layers of all uncertain.</summary>
    private const string Altering = """
        internal sealed class Q : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 4);
            public Q() : base("Q") => RegisterComponents();
            /// <param name="v">[N, 2, 2]</param>
            public override Tensor forward(Tensor v)
            {
                var rows = v.shape[0];
                var columns = v.shape[1];
                return fc.call(v.view(rows, columns * 2));
            }
            public void Reset() => fc.weight = new Parameter(torch.ones(4, 4));
        }
        """;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    public void Modules_that_call_one_another_from_file_to_file(bool isWhole, bool assume, bool altered)
    {
        var files = new List<string> { Caller, First, Second };
        if (altered) files.Add(Altering);

        AssertSame(Project(files, isWhole), RuleCatalog.Rules, assume);
    }

    [Fact]
    public void Random_models_each_in_its_file_that_are_called_from_another()
    {
        for (var seed = 0; seed < 24; seed += 4)
        {
            var models = Enumerable.Range(seed, 4)
                .Select(i => RandomModel.Source(i, isContracted: i % 2 == 0))
                .Select(m => m.Replace("public sealed class", "internal sealed class", StringComparison.Ordinal));
            var calls = string.Join('\n', Enumerable.Range(seed, 4)
                .Select(i => $"x = new M{i}(true, {i % 3}).call(new B{i}(false, 1).call(x)); x = x.view(x.shape[0], -1);"));
            var caller = $$"""
                internal sealed class Caller : Module<Tensor, Tensor>
                {
                    public Caller() : base("Caller") { }
                    public override Tensor forward(Tensor x)
                    {
                        {{calls}}
                        return x;
                    }
                }
                """;
            foreach (var assume in new[] { false, true })
                AssertSame(Project([.. models, caller, Altering], isWhole: seed % 8 == 0), RuleCatalog.Rules, assume);
        }
    }

    [Fact]
    public void What_becomes_provable_by_an_edit_in_a_file_that_has_nothing_to_do_with_it_is_fixed_too()
    {
        var rule = new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()")
        {
            SafetyIn = c => Mentions(c, "x.sin()") ? null : Safety.Proven,
        };
        ReplacementRule[] rules = [rule, new("MFX9002", "x.sin()", "x.cos()")];
        var project = Project([Net("One", "x.relu()"), Net("Two", "x.sin()")], isWhole: false);

        AssertSame(project, [.. rules], assume: false);
        Assert.Contains("return x.sigmoid();", Texts(Migrate(project, [.. rules], assume: false, asksAll: false))[0]);
    }

    [Fact]
    public void What_is_no_longer_proven_after_an_edit_elsewhere_is_left()
    {
        // Two fixes write at the same place of the first file, so one of them waits; by then the edit in the last file has made it unsafe.
        var waiting = new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()")
        {
            SafetyIn = c => Mentions(c, "x.cos()") ? Safety.Report : Safety.Proven,
            Besides = AtTheEndOfTheFirst,
        };
        var other = new ReplacementRule("MFX9003", "x.tan()", "x.abs()") { Besides = AtTheEndOfTheFirst };
        ReplacementRule[] rules = [waiting, new("MFX9002", "x.sin()", "x.cos()"), other];
        var project = Project(
            [Net("One", "x.exp()"), Net("Two", "x.relu()"), Net("Three", "x.tan()"), Net("Four", "x.sin()")], isWhole: false);

        AssertSame(project, [.. rules], assume: false);
        Assert.Equal(
            ["x.exp()", "x.relu()", "x.abs()", "x.cos()"],
            Texts(Migrate(project, [.. rules], assume: false, asksAll: false)).Select(t => t.Split("return ")[1].Split(';')[0]));
    }

    [Fact]
    public void A_defect_that_an_edit_causes_elsewhere_takes_it_back()
    {
        var failing = new ReplacementRule("MFX9001", "x.relu()", "x.sigmoid()")
        {
            SafetyIn = c => Mentions(c, "x.cos()") ? throw new InvalidOperationException("for the test") : null,
        };
        ReplacementRule[] rules = [failing, new("MFX9002", "x.sin()", "x.cos()"), new("MFX9003", "x.tan()", "x.abs()")];
        var project = Project([Net("One", "x.relu()"), Net("Two", "x.sin()"), Net("Three", "x.tan()")], isWhole: false);

        AssertSame(project, [.. rules], assume: false);
        var texts = Texts(Migrate(project, [.. rules], assume: false, asksAll: false));
        Assert.Contains("x.sin()", texts[1]);
        Assert.Contains("x.abs()", texts[2]);
    }

    [Fact]
    public void A_round_asks_what_changed_and_what_names_it_and_the_end_asks_all()
    {
        var asked = new ConcurrentDictionary<string, int>();
        var counting = new ReplacementRule("MFX9009", "x.tanh()", "")
        {
            Seen = n => asked.AddOrUpdate(n.SyntaxTree.FilePath, 1, (_, count) => count + 1),
            SafetyIn = _ => null,
        };
        ReplacementRule[] rules = [counting, new("MFX9001", "x.relu()", "x.sin()"), new("MFX9002", "x.sin()", "x.cos()")];
        var project = Project(
            [
                Net("One", "x.relu().add(x.tanh())"), Net("Two", "new One().call(x.tanh())"),
                Net("Three", "x.tanh()"), Net("Four", "x.tanh()")],
            isWhole: false);

        Migrate(project, [.. rules], assume: false, asksAll: false);

        // The first file changes twice, and the second names its class.
        Assert.Equal([3, 3, 2, 2], Enumerable.Range(0, 4).Select(i => asked[$"File{i}.cs"]));
    }

    private static SourceEdit AtTheEndOfTheFirst(Compilation compilation)
    {
        var first = compilation.SyntaxTrees.First();
        return SourceEdit.Insert(first, first.Length, "\n// written");
    }

    private static bool Mentions(Compilation compilation, string code) =>
        compilation.SyntaxTrees.Any(t => t.ToString().Contains(code, StringComparison.Ordinal));

    private static string Net(string name, string value) => $$"""
        public sealed class {{name}} : Module<Tensor, Tensor>
        {
            public {{name}}() : base("Net") { }
            public override Tensor forward(Tensor x)
            {
                return {{value}};
            }
        }
        """;

    private static MigrationProject Project(IEnumerable<string> files, bool isWhole) => new(
        "Test",
        TestCompilation.Create(files.Select((f, i) => ($"File{i}.cs", RandomModel.Usings + f))),
        ModelSettings.Default with { IsWholeAssembly = isWhole });

    private static Migrated Migrate(MigrationProject project, ImmutableArray<Rule> rules, bool assume, bool asksAll) =>
        MigrationLoop.Run([project], new MigrationOptions(rules, assume) { AsksAll = asksAll }, CancellationToken.None);

    private static void AssertSame(MigrationProject project, ImmutableArray<Rule> rules, bool assume)
    {
        var incremental = Migrate(project, rules, assume, asksAll: false);
        var whole = Migrate(project, rules, assume, asksAll: true);

        Assert.NotEmpty(whole.Outcomes);
        Assert.Equal(Texts(whole), Texts(incremental));
        Assert.Equal(Story(whole), Story(incremental));
    }

    private static List<string> Texts(Migrated migrated) => [.. migrated.Compilations[0].SyntaxTrees.Select(t => t.ToString())];

    private static List<string> Story(Migrated migrated) => [.. migrated.Outcomes
        .Select(o => (o.RuleId, o.File, o.Span.StartLinePosition, o.Fixed, o.Reason, o.Finding.Safety, o.Finding.Message,
            o.Finding.Assumption).ToString())
        .Order(StringComparer.Ordinal)];
}
