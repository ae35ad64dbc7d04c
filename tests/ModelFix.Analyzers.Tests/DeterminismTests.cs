using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// A rule asked twice gives the same answer, whoever asks first: not the order of the files, nor that of the questions, nor the number of
/// threads is seen in a shape or a finding.
/// </summary>
public sealed class DeterminismTests
{
    private static readonly Lazy<ImmutableArray<string>> Reference = new(() => Answers(Compile(Sources()), Ordered));

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Fact]
    public void There_is_something_to_disagree_about()
    {
        Assert.True(Reference.Value.Count(a => a.StartsWith("MFX", StringComparison.Ordinal)) > 20);
        Assert.True(Reference.Value.Count(a => a.Contains("[N, ", StringComparison.Ordinal)) > 100);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_of_the_files_does_not_matter(int seed) =>
        AssertSame(Answers(Compile(Shuffled(Sources(), seed)), Ordered));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_of_the_questions_does_not_matter(int seed) =>
        AssertSame(Answers(Compile(Sources()), questions => Shuffled(questions, seed).SelectMany(ask => ask()).ToList()));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_number_of_threads_does_not_matter(int seed) =>
        AssertSame(
            Answers(
                Compile(Sources()),
                questions => Shuffled(questions, seed).AsParallel().WithDegreeOfParallelism(8).SelectMany(ask => ask()).ToList()));

    private static void AssertSame(ImmutableArray<string> answers)
    {
        Assert.Empty(answers.Except(Reference.Value).Concat(Reference.Value.Except(answers)));
        Assert.Equal<string>(Reference.Value, answers);
    }

    /// <summary>
    /// What is known of every expression, and what every rule finds, sorted: each question is one file for one rule, or the shapes of one
    /// method.
    /// </summary>
    private static ImmutableArray<string> Answers(
        CSharpCompilation compilation,
        Func<List<Func<IReadOnlyList<string>>>, IReadOnlyList<string>> ask)
    {
        var torch = TorchCompilation.Create(compilation, ModelSettings.Default)!;
        var questions = new List<Func<IReadOnlyList<string>>>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            questions.AddRange(RuleCatalog.Rules.Select(rule => (Func<IReadOnlyList<string>>)(() => Findings(tree, torch, rule))));
            questions.AddRange(
                tree
                    .GetRoot()
                    .DescendantNodes()
                    .OfType<BaseMethodDeclarationSyntax>()
                    .Select(m => (Func<IReadOnlyList<string>>)(() => Shapes(m, torch))));
        }

        return ask(questions).Order(StringComparer.Ordinal).ToImmutableArray();
    }

    private static List<string> Ordered(List<Func<IReadOnlyList<string>>> questions) => questions.SelectMany(ask => ask()).ToList();

    private static List<string> Findings(
        SyntaxTree tree,
        TorchCompilation torch,
        Rule rule) => Inspection.Of(tree, torch, [rule], CancellationToken.None)
        .Select(f =>
            $"{f.Rule.Id} {f.Location.GetLineSpan()} {f.Message} [{f.Safety}] {f.Assumption} "
                + $"{string.Join("; ", f.Fixes.SelectMany(x => x.Edits).Select(e => $"{e.Span} {e.NewText}"))}")
        .ToList();

    private static List<string> Shapes(BaseMethodDeclarationSyntax method, TorchCompilation torch)
    {
        var model = torch.Compilation.GetSemanticModel(method.SyntaxTree);
        return method.DescendantNodes().OfType<ExpressionSyntax>()
            .Select(e =>
                model.GetOperation(e) is { } operation
                    ? $"{e.GetLocation().GetLineSpan()} {torch.ShapeOf(operation)} {torch.ElementTypeOf(operation)} "
                        + $"{torch.IntegerOf(operation)}"
                    : "")
            .ToList();
    }

    private static CSharpCompilation Compile(IEnumerable<(string Path, string Source)> sources)
    {
        var compilation = TestCompilation.Create(sources);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        return compilation;
    }

    /// <summary>
    /// The samples, and classes that need each other's answers: helpers and modules that call each other in circles, and code beyond the
    /// budget.
    /// </summary>
    private static List<(string Path, string Source)> Sources()
    {
        var samples = Path.Combine(Repository.Root, "samples");
        var files = Directory.EnumerateDirectories(samples)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"))
            .Where(f => Path.GetFileName(f) != "Program.cs")
            .Order(StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(samples, f).Replace('\\', '/'), File.ReadAllText(f)));
        const string usings =
            "global using System;\nglobal using System.Collections.Generic;\nglobal using System.IO;\nglobal using System.Linq;\n";
        return [
            .. files,
            ("Usings.cs", usings),
            ("First.cs", Circle("First", "Second")),
            ("Second.cs", Circle("Second", "First")),
            ("Third.cs", Circle("Third", "Third")),
            .. "ABC".Select(c => ($"Callers{c}.cs", Caller(c)))];
    }

    /// <summary>Modules whose inputs are what modules of three files give them, which differ in size, rank and name.</summary>
    private static string Caller(char name) => $$"""
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Callers;

        public sealed class {{name}} : Module<Tensor, Tensor>
        {
            private readonly Shared shared = new Shared(4);
            private readonly Block{{name}} block = new(8);

            public {{name}}() : base("{{name}}") => RegisterComponents();

            /// <param name="{{(name == 'C' ? "y" : "x")}}">Input, [{{(name == 'B' ? "" : "N, ")}}3, {{name}}, {{name - 'A' + 2}}].</param>
            public override Tensor forward(Tensor {{(name == 'C' ? "y" : "x")}}) =>
                block.call(shared.call({{(name == 'C' ? "y" : "x")}}).squeeze(-1));
        }

        internal sealed class Block{{name}} : Module<Tensor, Tensor>
        {
            private readonly Shared shared = new Shared({{(int)name}});
            private readonly long size;

            public Block{{name}}(long size) : base("Block") => this.size = size;

            public override Tensor forward(Tensor z) => shared.call(z.view(-1, size)) + z.squeeze(0).clamp(min: 0).sum();
        }

        {{(name != 'B' ? "" : """
            internal sealed class Shared : Module<Tensor, Tensor>
            {
                private readonly long k;
                public Shared(long k) : base(nameof(Shared)) => this.k = k;
                public override Tensor forward(Tensor t) => t.squeeze(1).clamp(min: 0).narrow(-1, 0, k);
            }
            """)}}
        """;

    private static string Circle(string name, string other) => $$"""
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Circles;

        public class {{name}} : Module<Tensor, Tensor>
        {
            private readonly {{other}} other;
            private readonly Sequential layers = Sequential(Conv2d(3, 3, 1), ReLU());
            private readonly Linear head = Linear(12, 1);

            public {{name}}({{other}} other) : base("{{name}}")
            {
                this.other = other;
                RegisterComponents();
            }

            /// <param name="x">Input, [N, 3, 2, 2].</param>
            public override Tensor forward(Tensor x)
            {
                x = Even(layers.call(x), 3);
                x = other.call(x);
                return Flat(Twice(Twice(x))).squeeze(1);
            }

            private Tensor Even(Tensor t, int n) => n > 0 ? Odd(t.relu(), n - 1) : t;

            private Tensor Odd(Tensor t, int n) => n > 0 ? Even(t.sigmoid(), n - 1) : t.squeeze(0);

            private Tensor Flat(Tensor t) => head.call(Kept(t.flatten(1)));

            private static Tensor Kept(Tensor t) => t.view(t.shape[0], -1);

            private Tensor Twice(Tensor t) => Thrice(Thrice(t.mean([2, 3], keepdim: true)));

            private Tensor Thrice(Tensor t) => Last(Last(Last(t)));

            private static Tensor Last(Tensor t) => t.unsqueeze(1).squeeze(1);
        }
        """;

    private static List<T> Shuffled<T>(List<T> items, int seed)
    {
        var shuffled = items.ToArray();
        new Random(seed).Shuffle(shuffled);
        return [.. shuffled];
    }
}
