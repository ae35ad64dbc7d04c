using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Values;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Interpretation;

public sealed class ShapeFlowTests
{
    [Theory]
    [InlineData("var r = x.squeeze(1);", "[N, 1, 4, 5]", "[N, 4, 5]")]
    [InlineData("var r = x.squeeze(1);", "[N, 3, 4, 5]", "[N, 3, 4, 5]")]
    [InlineData("var r = x.squeeze(1);", "[N, C, 4, 5]", "[...]")]
    [InlineData("var r = x.mean(new long[] { 2, 3 }, keepdim: true);", "[N, 3, 4, 5]", "[N, 3, 1, 1]")]
    [InlineData("var r = x.mean(new long[] { -1 });", "[N, 3, 4, 5]", "[N, 3, 4]")]
    [InlineData("var r = x.sum(1);", "[N, 3, 4, 5]", "[N, 4, 5]")]
    [InlineData("var r = x.flatten(1);", "[N, 3, 4, 5]", "[N, 60]")]
    [InlineData("var r = x.view(x.shape[0], -1);", "[N, 3, 4, 5]", "[N, 60]")]
    [InlineData(
        "var (b, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]); var r = x.view(b, c, h * w);",
        "[N, 3, 4, 5]",
        "[N, 3, 20]")]
    [InlineData("var s = x.shape; var r = x.reshape(s[0] * s[1], s[^2], s[^1]);", "[N, 3, 4, 5]", "[3*N, 4, 5]")]
    [InlineData("var r = x.permute(0, 2, 3, 1).reshape(-1, 3);", "[N, 3, 4, 5]", "[20*N, 3]")]
    [InlineData("var r = torch.cat(new[] { x, x }, 1);", "[N, 3, 4, 5]", "[N, 6, 4, 5]")]
    [InlineData("var r = torch.stack(new[] { x, x }, 2);", "[N, 3, 4, 5]", "[N, 3, 2, 4, 5]")]
    [InlineData("var r = x[.., 0];", "[N, 3, 4, 5]", "[N, 4, 5]")]
    [InlineData("var r = x[.., 1..3, .., 2..];", "[N, 3, 4, 5]", "[N, 2, 4, 3]")]
    [InlineData("var r = x[TensorIndex.Ellipsis, TensorIndex.None, 0];", "[N, 3, 4, 5]", "[N, 3, 4, 1]")]
    [InlineData("var r = x.transpose(1, -1);", "[N, 3, 4, 5]", "[N, 5, 4, 3]")]
    [InlineData("var r = x.unsqueeze(1) * torch.ones(new long[] { 1, 2, 1, 1, 1 });", "[N, 3, 4, 5]", "[N, 2, 3, 4, 5]")]
    [InlineData("var r = functional.interpolate(x, scale_factor: new double[] { 2, 2 });", "[N, 3, 4, 5]", "[N, 3, 8, 10]")]
    [InlineData("var r = functional.interpolate(x, size: new long[] { 7, 9 });", "[N, 3, 4, 5]", "[N, 3, 7, 9]")]
    [InlineData("var r = functional.pad(x, (1, 2, 0, 1));", "[N, 3, 4, 5]", "[N, 3, 5, 8]")]
    [InlineData("var r = torch.zeros(new long[] { x.shape[0], 2, 7 });", "[N, 3, 4, 5]", "[N, 2, 7]")]
    [InlineData("var r = x; if (x.shape[0] > 2) { r = x.relu(); }", "[N, 3, 4, 5]", "[N, 3, 4, 5]")]
    [InlineData("var r = x; for (var i = 0; i < 4; i++) { r = r.relu(); }", "[N, 3, 4, 5]", "[N, 3, 4, 5]")]
    public void A_straight_line_of_operators_keeps_the_shape(string body, string contract, string expected) =>
        Assert.Equal(expected, ShapeOfLast(body + "\nreturn r;", contract));

    [Theory]
    [InlineData("var r = x; if (x.shape[0] > 2) { r = x.unsqueeze(0); }", "[N, 3]")]
    [InlineData("var r = x; for (var i = 0; i < 4; i++) { r = torch.cat(new[] { r, x }, 1); }", "[N, 3]")]
    [InlineData("var r = x; for (var i = 0; i < 4; i++) { r = r.unsqueeze(0); }", "[N, 3]")]
    [InlineData("var r = x; Action grow = () => r = r.unsqueeze(0); grow();", "[N, 3]")]
    public void A_join_never_keeps_what_one_way_denies(string body, string contract)
    {
        var shape = ShapeOfLast(body + "\nreturn r;", contract);
        Assert.NotEqual("[N, 3]", shape);
    }

    [Fact]
    public void A_size_that_is_carried_around_a_loop_is_not_the_size_of_this_round()
    {
        var torch = Analyze(ForwardSource.Of("""
            var previous = x.shape[1];
            var r = x;
            for (var i = 0; i < 3; i++)
            {
                r = r.index_select(1, (r > 0).any().nonzero());
                var equal = r.view(r.shape[0], previous);
                previous = r.shape[1];
            }
            return r;
            """, "[N, 3]"), out var root);
        var view = root.DescendantNodes().OfType<InvocationExpressionSyntax>().Single(i => i.Expression.ToString() == "r.view");
        var model = torch.Compilation.GetSemanticModel(root.SyntaxTree);
        var arguments = view.ArgumentList.Arguments.Select(a => torch.IntegerOf(model.GetOperation(a.Expression)!)).ToList();
        var receiver = ((MemberAccessExpressionSyntax)view.Expression).Expression;
        Assert.NotEqual(torch.TensorOf(model.GetOperation(receiver)!)!.Size(1), arguments[1]);
    }

    [Theory]
    [InlineData("Conv2d(3, 8, 3, padding: 1)", "[N, 3, 16, 16]", "[N, 8, 16, 16]")]
    [InlineData("Conv2d(3, 8, 3, stride: 2, padding: 1)", "[N, 3, 15, 16]", "[N, 8, 8, 8]")]
    [InlineData("Conv2d(3, 8, (3, 5), stride: (2, 1), dilation: (1, 2))", "[N, 3, 16, 16]", "[N, 8, 7, 8]")]
    [InlineData("Sequential(Conv2d(3, 8, 1), BatchNorm2d(8), ReLU(), MaxPool2d(2))", "[N, 3, 16, 16]", "[N, 8, 8, 8]")]
    [InlineData(
        "Sequential((\"conv\", Conv2d(3, 8, 1)), (\"flat\", Flatten()), (\"fc\", Linear(8 * 256, 10)))",
        "[N, 3, 16, 16]",
        "[N, 10]")]
    [InlineData("ConvTranspose2d(3, 8, 3, stride: 2, padding: 1, output_padding: 1)", "[N, 3, 16, 16]", "[N, 8, 32, 32]")]
    [InlineData("AdaptiveAvgPool2d((3, 5))", "[N, 3, 16, 16]", "[N, 3, 3, 5]")]
    [InlineData("AvgPool2d(3, 2, 1)", "[N, 3, 16, 16]", "[N, 3, 8, 8]")]
    public void A_layer_states_its_output(string layer, string contract, string expected) => Assert.Equal(
        expected,
        ShapeOfLast("var r = layer.call(x);\nreturn r;", contract, members: $"private readonly Module<Tensor, Tensor> layer = {layer};\n"));

    [Fact]
    public void A_layer_without_a_contract_states_its_channels()
    {
        var shape = Shape(
            "var r = layer.call(x);\nreturn r;", contract: null, members: "private readonly Conv2d layer = Conv2d(3, 1, 3);\n");
        Assert.Null(shape.Rank);
        Assert.Equal(1, shape[-3]!.Constant);
        Assert.Null(shape[1]);
    }

    [Fact]
    public void Keepdim_proves_a_size_of_one_whatever_the_rank() =>
        Assert.Equal(1, Shape("var r = x.sum(1, keepdim: true);\nreturn r;", contract: null)[1]!.Constant);

    [Fact]
    public void A_local_function_is_followed_and_what_it_captures_is_not_known()
    {
        Assert.Equal(
            "[N, 3, 2]", ShapeOfLast("var r = Cut(x, 2);\nreturn r;\nTensor Cut(Tensor t, long n) => t.narrow(2, 1, n);", "[N, 3, 4]"));
        Assert.DoesNotContain(
            "4", ShapeOfLast("var y = x;\nvar r = Same();\ny = x.flatten();\nreturn r;\nTensor Same() => y;", "[N, 3, 4]"));
    }

    [Fact]
    public void A_helper_is_followed_with_the_values_of_its_arguments() => Assert.Equal(
        "[N, 12]",
        ShapeOfLast("var r = Flat(x);\nreturn r;", "[N, 3, 4]", members: "private static Tensor Flat(Tensor t) => t.flatten(1);\n"));

    [Theory]
    [InlineData("x", "int64[N, 3]", nameof(ElementType.Int64))]
    [InlineData("x + 1", "int64[N, 3]", nameof(ElementType.Int64))]
    [InlineData("x * 0.5f", "int64[N, 3]", nameof(ElementType.Float32))]
    [InlineData("x / 2", "int64[N, 3]", nameof(ElementType.Float32))]
    [InlineData("x > 0", "float32[N, 3]", nameof(ElementType.Bool))]
    [InlineData("x.sum()", "bool[N, 3]", nameof(ElementType.Int64))]
    [InlineData("x.to(ScalarType.Int32)", "float32[N, 3]", nameof(ElementType.Int32))]
    [InlineData("torch.arange(5)", "[N, 3]", nameof(ElementType.Int64))]
    [InlineData("torch.zeros(2, 3)", "[N, 3]", nameof(ElementType.Float32))]
    [InlineData("torch.zeros_like(x)", "float64[N, 3]", nameof(ElementType.Float64))]
    [InlineData("x + x.to(ScalarType.Float64)", "[N, 3]", nameof(ElementType.Unknown))]
    public void The_dtype_is_known_where_the_source_decides_it(string expression, string contract, string expected)
    {
        var torch = Analyze(ForwardSource.Of($"var r = {expression};\nreturn r;", contract), out var root);
        Assert.Equal(expected, torch.ElementTypeOf(Last(torch, root)).ToString());
    }

    private static string ShapeOfLast(string body, string contract, string members = "") => Shape(body, contract, members).ToString();

    private static TensorShape Shape(string body, string? contract, string members = "")
    {
        var torch = Analyze(ForwardSource.Of(body, contract, members), out var root);
        return torch.ShapeOf(Last(torch, root));
    }

    private static Microsoft.CodeAnalysis.IOperation Last(TorchCompilation torch, Microsoft.CodeAnalysis.SyntaxNode root)
    {
        var returned = root.DescendantNodes().OfType<ReturnStatementSyntax>().Last();
        return torch.Compilation.GetSemanticModel(root.SyntaxTree).GetOperation(returned.Expression!)!;
    }

    private static TorchCompilation Analyze(string source, out Microsoft.CodeAnalysis.SyntaxNode root)
    {
        var compilation = TestCompilation.Create(source);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        root = compilation.SyntaxTrees.Single().GetRoot();
        return TorchCompilation.Create(compilation, ModelSettings.Default)!;
    }

    [Theory]
    [InlineData("var (y, w) = attention.call(x, x, x); Ask(y, w);")]
    [InlineData("var both = attention.call(x, x, x); Ask(both.Item1, both.Item2);")]
    [InlineData("Tensor y; Tensor w; (y, w) = attention.call(x, x, x); Ask(y, w);")]
    public void A_layer_that_gives_a_System_Tuple_gives_each_of_its_tensors(string body) => Assert.Equal(
        ["[L, N, 8]", "[N, L, L]"],
        FlowQuestion.Forward(
            body, "[L, N, 8]", "private readonly TorchSharp.Modules.MultiheadAttention attention = MultiheadAttention(8, 2);").Shapes);
}
