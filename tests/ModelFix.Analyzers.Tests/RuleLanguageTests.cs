using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>What holds for every rule, whatever it looks for.</summary>
public sealed partial class RuleLanguageTests
{
    /// <summary>
    /// Places of every kind: calls by method, static form, using static and conditional access, constructions, assignments, methods.
    /// </summary>
    private const string Places = """
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;
        using static TorchSharp.torch.nn.functional;

        public class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> pool = AdaptiveAvgPool2d(1), up = nn.ConvTranspose3d(1, 1, 3), norm = BatchNorm1d(3);
            private readonly Module<Tensor, Tensor> groups = GroupNorm(1, 3), act = PReLU(3);
            private readonly Net other = new("Other");

            public Net(string name) : base(name) => RegisterComponents();

            private Tensor Helper(Tensor x) => x.squeeze(1);

            private void Restore(string file) => load(file, strict: false).register_buffer("a", ones(1), persistent: false);

            public override Tensor forward(Tensor x)
            {
                x.squeeze_(1);
                x = torch.squeeze(x, 0).view(1, x.shape[0]) + squeeze(x);
                x[0, 1] = 2;
                x[0] *= 3;
                x = x.relu_().to(x.device) * x.sum().item<float>() * (float)x.max();
                if (x.shape[0] > 1) x += 1;
                x = normalize(x) + functional.normalize(x)?.clamp(min: 0);
                x = x.sum(0).prod(1).chunk(2)[0].repeat_interleave(2).roll(1) + dropout(x).std(1).mean();
                x = Half.apply(torch.div(x.floor_divide(2), 3, RoundingMode.floor));
                x = where(x > 0, x, 0).softmax(1).expand_as(x).narrow(0, 0, x.shape[0] / 2);
                x = x.gather(1, x.argmax(1, keepdim: true))[x > 0] + einsum("ij,jk->ik", x, pad(x, 1));
                x = adaptive_max_pool3d(max_pool3d(x, [1]), [1, 1, 1]);
                return avg_pool2d(adaptive_avg_pool2d(x, 1), 1).clamp_(max: 1).reshape(x.size(0), -1);
            }
        }
        """;

    [Fact]
    public void Every_place_that_a_rule_may_concern_is_reached_by_its_names_or_its_syntax()
    {
        var nodes = CSharpSyntaxTree.ParseText(Places).GetRoot().DescendantNodes().ToList();

        var concerned = RuleCatalog.Rules.Add(RuleCatalog.Defect)
            .SelectMany(rule => nodes.Where(rule.MayConcern).Select(node => (Rule: rule, Node: node)))
            .ToList();

        Assert.Equal(RuleCatalog.Rules.Add(RuleCatalog.Defect), concerned.Select(c => c.Rule).Distinct());
        Assert.All(concerned, c => Assert.True(
            c.Rule.Syntax.Contains(c.Node.Kind()) || Pattern.NameAt(c.Node) is { } name && c.Rule.Names.Contains(name),
            $"{c.Rule.Ids} does not name {c.Node}"));
    }

    [Fact]
    public void A_name_stands_for_the_call_or_method_that_it_names_and_for_nothing_else()
    {
        var nodes = CSharpSyntaxTree.ParseText("class A { int f(int a) => a.b.c(d).e + g(h => h?.i(j)); }").GetRoot().DescendantNodes();

        var named = nodes.Where(n => Pattern.NameAt(n) is not null).ToDictionary(n => Pattern.NameAt(n)!, n => n.ToString());

        Assert.Equal(["c", "f", "g", "i"], named.Keys.Order());
        Assert.StartsWith("int f(", named["f"]);
        Assert.Equal("a.b.c(d)", named["c"]);
        Assert.Equal("g(h => h?.i(j))", named["g"]);
        Assert.Equal(".i(j)", named["i"]);
    }

    [Fact]
    public void A_rule_reports_only_what_was_asked_for()
    {
        const string body = "var y = x * 1; y[.., 0] = 0; y[.., 1] += 1; return y;";
        var family = Assert.Single(RuleCatalog.Rules, r => r.Descriptors.Any(d => d.Id == "MFX1301"));

        Assert.Equal(["MFX1301", "MFX1302", "MFX1303", "MFX1304", "MFX1305"], family.Reported.Select(d => d.Id));
        Assert.Equal(["MFX1301", "MFX1304"], RuleRun.Of("MFX13", ForwardSource.Of(body, "[2, 3]")).Findings.Select(f => f.Rule.Id));
        Assert.Equal(["MFX1304"], RuleRun.Of("MFX1304", ForwardSource.Of(body, "[2, 3]")).Findings.Select(f => f.Rule.Id));
        Assert.Null(family.Only(d => d.Id == "MFX1001"));
        Assert.Same(family, family.Only(_ => true));
    }

    [Theory, MemberData(nameof(Ids))]
    public void The_message_is_a_sentence_with_places_in_order_and_ends_with_the_safety(string id)
    {
        var rule = RuleCatalog.Documented.Single(d => d.Id == id);
        var message = rule.Diagnostic.MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(
            Enumerable.Range(0, rule.Places + 2),
            Place().Matches(message).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.EndsWith($"{{{rule.Places}}} [{{{rule.Places + 1}}}]", message);
        Assert.Matches("[a-z]{2,}", Place().Replace(message, ""));
        Assert.DoesNotMatch(@"\.\s|\.$|\n|^\s|\s$", rule.Message);
    }

    [Fact]
    public void A_finding_with_other_arguments_or_another_safety_than_the_rule_has_is_a_defect()
    {
        var node = SyntaxFactory.IdentifierName("x");
        var only = new RuleDescriptor("MFX9001", "Trial", "{0} fails; {1}", "", Hostility.Everywhere("a test"))
        {
            Safeties = [Safety.Report],
        };

        Assert.Equal("a fails; b", only.Report(node, "a", "b").Message);
        Assert.Throws<ArgumentException>(() => only.Report(node, "a"));
        Assert.Throws<ArgumentException>(() => only.Assumed(node, "c", new Fix("Use y"), "a", "b"));
    }

    /// <summary>What is rewritten is said at the top of each rule, and of each form of a rule with several.</summary>
    [Theory, MemberData(nameof(Classes))]
    public void A_rule_opens_with_before_and_after(string name)
    {
        var sources = Path.Combine(Repository.Root, "analyzers", "ModelFix.Analyzers");
        var file = Assert.Single(Directory.EnumerateFiles(sources, name + ".cs", SearchOption.AllDirectories));
        var comment = File.ReadLines(file)
            .SkipWhile(l => !l.StartsWith("/// ", StringComparison.Ordinal))
            .TakeWhile(l => l.StartsWith("/// ", StringComparison.Ordinal))
            .ToList();

        Assert.Matches(@"^/// \S.*\S +=>  \S", comment[0]);
        Assert.True(comment.Count > 1, "it says when that is exact, and why the pattern is hostile");
    }

    public static TheoryData<string> Classes => new(typeof(Rule).Assembly.GetTypes()
        .Where(t => !t.IsAbstract)
        .Where(t => new[] { typeof(Rule), typeof(AssignmentForm), typeof(RearrangementForm) }.Any(t.IsSubclassOf))
        .Select(t => t.Name));

    public static TheoryData<string> Ids => new(RuleCatalog.Documented.Select(d => d.Id));

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Place();
}
