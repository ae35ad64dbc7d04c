using System.Runtime.ExceptionServices;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>
/// Code that asks for very many steps, or for very deep ones: it is interpreted within the budget and within the stack that a thread of an
/// IDE has. A stack overflow ends the test run.
/// </summary>
public sealed class BoundedStepsTests
{
    private const int IdeStack = 1 << 20;

    /// <summary>The compiler's own analysis of null overflows less.</summary>
    private const int CompilerStack = 8 << 20;

    private const string Known = "[N, 3]";
    private const string Unknown = "[...]";

    public static TheoryData<string, string> Large => new()
    {
        { "10,000 statements", Known },
        { "10,000 locals", Unknown },
        { "200 nested ifs", Known },
        { "60 nested loops", Unknown },
        { "10,000 ifs in a row", Known },
        { "a sum of 100 terms", Known },
        { "a sum of 5,000 terms", Unknown },
        { "a sum of 5,000 constants", Known },
        { "a chain of 150 calls", Known },
        { "a chain of 600 calls", Unknown },
        { "an array of 20,000 numbers", Known },
        { "a list that grows in nested loops", Known },
        { "an array of arrays of arrays", Known },
        { "an array of arrays in a loop", Known },
        { "a size that is squared 40 times", Known },
        { "a size that is divided and added 40 times", Known },
        { "sizes beyond 64 bits", Known },
        { "3,000 changes of shape in place", Unknown },
        { "200 conditions in one", Known },
        { "200 local functions in each other", Known },
    };

    public static TheoryData<string, string> Calls => new()
    {
        { "a helper that calls itself", Unknown },
        { "two helpers that call each other", Unknown },
        { "helpers 6 deep that each call the next twice", Known },
        { "helpers 30 deep that each call the next twice", Unknown },
        { "helpers 8 deep that each call the next 10 times", Unknown },
        { "300 private helpers in a chain", Known },
    };

    [Theory]
    [MemberData(nameof(Large))]
    public void A_large_forward_is_interpreted_in_bounded_steps(string forward, string expected) =>
        AssertBounded(expected, ForwardSource.Of(Forward(forward) + "\nreturn x;", "[N, 3]"));

    [Fact]
    public void What_only_a_large_stack_can_compile_is_interpreted_in_bounded_steps() =>
        AssertBounded(Unknown, ForwardSource.Of(Forward("a chain of 2,000 calls") + "\nreturn x;", "[N, 3]"), CompilerStack);

    [Theory]
    [MemberData(nameof(Calls))]
    public void Calls_are_followed_in_bounded_steps(string helpers, string expected) =>
        AssertBounded(expected, ForwardSource.Of("x = F0(x);\nreturn x;", "[N, 3]", members: Helpers(helpers)));

    [Theory]
    [InlineData(
        """
        layers = Sequential(Conv2d(4, 4, 1));
        for (var i = 0; i < 20; i++)
            for (var j = 0; j < 50; j++)
                layers.append(Conv2d(4, 4, 1));
        """,
        "[N, 4, 5, 5]")]
    [InlineData(
        """
        layers = Sequential(Conv2d(4, 4, 1));
        for (var i = 0; i < 64; i++)
            for (var j = 0; j < 64; j++)
                for (var k = 0; k < 64; k++)
                    for (var l = 0; l < 64; l++)
                        layers.append(Conv2d(4, 4, 1));
        """,
        "[...]")]
    [InlineData(
        "var grown = Sequential(Conv2d(4, 4, 1));\nfor (var i = 0; i < 5; i++) grown = Sequential(grown, Conv2d(4, 4, 1), grown);\n"
            + "layers = grown;",
        "[N, 4, 5, 5]")]
    [InlineData(
        "var grown = Sequential(Conv2d(4, 4, 1));\nfor (var i = 0; i < 40; i++) grown = Sequential(grown, Conv2d(4, 4, 1), grown);\n"
            + "layers = grown;",
        "[...]")]
    [InlineData(
        "Module<Tensor, Tensor> grown = Conv2d(4, 4, 1);\nfor (var i = 0; i < 40; i++) grown = Sequential(grown, Conv2d(4, 4, 1));\n"
            + "layers = Sequential(grown);",
        "[N, 4, 5, 5]")]
    [InlineData("layers = Sequential(Conv2d(4, 4, 1));\nwhile (layers.Count < 1000) layers.append(Conv2d(4, 4, 1));", "[...]")]
    public void A_constructor_that_builds_many_layers_runs_in_bounded_steps(string constructor, string expected) => AssertBounded(
        expected,
        ForwardSource.Of(
            "x = layers.call(x);\nreturn x;", "[N, 4, 5, 5]", members: "private readonly Sequential layers;\n", constructor: constructor));

    [Theory]
    [InlineData("new Net()", "public Net other = new Net();")]
    [InlineData("new Other()", "public Other other = new Other();")]
    [InlineData("Sequential(new Other(), new Other())", "public Sequential other = Sequential(new Other(), new Other());")]
    public void Modules_that_contain_themselves_are_followed_in_bounded_steps(string made, string field)
    {
        var source = ForwardSource.Of(
            $"x = other.call(x);\nusing var fresh = {made};\nx = fresh.call(other.call(x));\nreturn x;", "[N, 3]", members: field + "\n")
            + """
            public class Other : Module<Tensor, Tensor>
            {
                public readonly Net first = new Net();
                public readonly Net second;

                public Other() : base("Other")
                {
                    second = new Net();
                    RegisterComponents();
                }

                public override Tensor forward(Tensor x) => first.call(second.call(first.call(x)));
            }
            """;
        AssertBounded(Unknown, source);
    }

    private static string Forward(string name) => name switch
    {
        "10,000 statements" => Lines(10_000, _ => "x = x.relu();"),
        "10,000 locals" => Lines(10_000, i => $"var y{i} = {(i == 0 ? "x" : "y" + (i - 1))}.relu();") + "\nx = y9999;",
        "200 nested ifs" => Nested(200, i => $"if (x.shape[0] > {i}) {{ x = x.relu();"),
        "60 nested loops" => Nested(60, i => $"for (var i{i} = 0; i{i} < x.shape[0]; i{i}++) {{ x = torch.cat(new[] {{ x, x }}, 1);"),
        "10,000 ifs in a row" => Lines(10_000, i => $"if (x.shape[0] == {i}) x = x.relu();"),
        "a sum of 100 terms" => $"x = {Terms(100, "x")};",
        "a sum of 5,000 terms" => $"x = {Terms(5_000, "x")};",
        "a sum of 5,000 constants" => $"var n = {Terms(5_000, "1")}; x = x.relu();",
        "a chain of 150 calls" => $"x = x{Repeated(150, ".relu()")};",
        "a chain of 600 calls" => $"x = x{Repeated(600, ".relu()")};",
        "a chain of 2,000 calls" => $"x = x{Repeated(2_000, ".relu()")};",
        "an array of 20,000 numbers" => $"var n = new long[] {{ {string.Join(", ", Enumerable.Range(0, 20_000))} }}; x = x.relu();",
        "a list that grows in nested loops" => "var list = new List<Tensor>();\n"
            + Nested(6, i => $"for (var i{i} = 0; i{i} < 64; i{i}++) {{")
                + "list.Add(x);\n}\nx = x.relu();".Replace("\n}", "", StringComparison.Ordinal),
        "an array of arrays of arrays" =>
            "object[] a0 = { x, x };\n" + Lines(40, i => $"object[] a{i + 1} = {{ a{i}, a{i} }};") + "\nif (x.shape[0] > 1) x = x.relu();",
        "an array of arrays in a loop" =>
            "object[] a0 = { x, x };\n"
                + Lines(40, i => $"object[] a{i + 1} = {{ a{i}, a{i} }};")
                + "\nwhile (x.shape[0] > 1) x = x.relu();",
        "a size that is squared 40 times" =>
            "var n = x.shape[0] + x.dim();\nvar m = n + 1;\n" + Lines(40, i => $"n = n * (n + m + {i});") + "\nx = x.relu();",
        "a size that is divided and added 40 times" =>
            "var n = x.shape[0];\n" + Lines(40, i => $"n = (n / 3 + 1) * (n / 5 + {i});") + "\nx = x.relu();",
        "sizes beyond 64 bits" => "var n = x.shape[0];\n" + Lines(40, _ => "n = n * 4000000000L * 3 + n;") + "\nx = x.relu();",
        "3,000 changes of shape in place" => "var y = x.relu();\n" + Lines(3_000, _ => "y.squeeze_();") + "\nx = y;",
        "200 conditions in one" => $"if ({string.Join(" && ", Enumerable.Range(0, 200).Select(i => $"x.shape[0] != {i}"))}) x = x.relu();",
        "200 local functions in each other" => Nested(200, i => $"void L{i}() {{ var y{i} = x.relu();") + "\nx = x.relu();",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string Helpers(string name) => name switch
    {
        "a helper that calls itself" => "public Tensor F0(Tensor t) => F0(F0(t.relu()));",
        "two helpers that call each other" => "public Tensor F0(Tensor t) => F1(F1(t));\npublic Tensor F1(Tensor t) => F0(F0(t));",
        "helpers 6 deep that each call the next twice" => Chain(6, "public", next => $"{next}({next}(t))"),
        "helpers 30 deep that each call the next twice" => Chain(30, "public", next => $"{next}({next}(t))"),
        "helpers 8 deep that each call the next 10 times" => Chain(7, "public", next => Repeated(10, next + "(") + "t" + Repeated(10, ")")),
        "300 private helpers in a chain" => "public Tensor F0(Tensor t) { G0(t); return t.relu(); }\n"
            + Lines(300, i => $"private Tensor G{i}(Tensor t) => G{i + 1}(t);") + "\nprivate Tensor G300(Tensor t) => t.relu();",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string Chain(int depth, string access, Func<string, string> call) =>
        Lines(depth, i => $"{access} Tensor F{i}(Tensor t) => {call($"F{i + 1}")};") + $"\n{access} Tensor F{depth}(Tensor t) => t.relu();";

    private static string Lines(int count, Func<int, string> line) => string.Join("\n", Enumerable.Range(0, count).Select(line));

    private static string Nested(int depth, Func<int, string> open) => Lines(depth, open) + "\n" + new string('}', depth);

    private static string Terms(int count, string term) => string.Join(" + ", Enumerable.Repeat(term, count));

    private static string Repeated(int count, string text) => string.Concat(Enumerable.Repeat(text, count));

    private static void AssertBounded(string expected, string source, int stack = IdeStack)
    {
        var compilation = TestCompilation.Create(source).WithoutNullableAnalysis();
        var symbols = TorchSymbols.Find(compilation)!;
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        var returned = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().First(m => m.Identifier.Text == "forward")
            .DescendantNodes().OfType<ReturnStatementSyntax>().Last().Expression!;
        var operation = model.GetOperation(returned)!;
        var flow = new ShapeFlow(
            compilation,
            symbols,
            new LayerFields(compilation, symbols),
            new SeenCalls(compilation, symbols, ModelSettings.Default),
            ModelSettings.Default,
            OperatorCatalog.ResultOf,
            InputReading.AsStated);
        OnStackOf(stack, () =>
        {
            var shape = (flow.ValueOf(operation) as TensorValue)?.Shape ?? TensorShape.Unknown;
            Assert.InRange(flow.StepsOf(returned), 1, 2 * StepBudget.MaxSteps);
            Assert.Equal(expected, shape.ToString());
        });
    }

    private static void OnStackOf(int size, Action action)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() => thrown = Failure(action), size);
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }

    private static ExceptionDispatchInfo? Failure(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }
}
