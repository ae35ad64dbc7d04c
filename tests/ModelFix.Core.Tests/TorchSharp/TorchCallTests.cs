using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.TorchSharp;

public sealed class TorchCallTests
{
    [Theory]
    [InlineData("x.squeeze(1)", "squeeze", false, "Method")]
    [InlineData("x.squeeze_(1)", "squeeze", true, "Method")]
    [InlineData("torch.squeeze(x, 1)", "squeeze", false, "Static")]
    [InlineData("TorchSharp.torch.squeeze(x, 1)", "squeeze", false, "Static")]
    [InlineData("global::TorchSharp.torch.squeeze(x, 1)", "squeeze", false, "Static")]
    [InlineData("squeeze(x, 1)", "squeeze", false, "Static")]
    [InlineData("T.squeeze(x, 1)", "squeeze", false, "Static")]
    [InlineData("torch.squeeze(dim: 1, input: x)", "squeeze", false, "Static")]
    [InlineData("functional.relu(x)", "relu", false, "Static")]
    [InlineData("nn.functional.relu(x)", "relu", false, "Static")]
    [InlineData("F.relu(x)", "relu", false, "Static")]
    [InlineData("((x)).squeeze(1)", "squeeze", false, "Method")]
    public void A_call_is_recognised_in_every_spelling(string call, string name, bool inPlace, string spelling)
    {
        var found = Find(call);

        Assert.NotNull(found);
        Assert.Equal(
            (name, inPlace, spelling, "x"), (found.Operator, found.InPlace, found.Spelling.ToString(), found.Input.Syntax.ToString()));
        Assert.StartsWith(name, found.NameSyntax.ToString());
    }

    [Theory]
    [InlineData("x.ToString()")]
    [InlineData("Other.squeeze(x, 1)")]
    [InlineData("x.relu2()")]
    [InlineData("Math.Abs(1)")]
    public void Another_method_of_the_same_name_is_no_call_of_the_operator(string call) => Assert.Null(Find(call));

    [Theory]
    [InlineData("x.sum(1, keepdim: true)")]
    [InlineData("x.sum(keepdim: true, dim: 1)")]
    [InlineData("torch.sum(x, 1, true)")]
    public void Arguments_are_found_by_name_in_any_order(string call)
    {
        var arguments = Find(call)!.Arguments;

        Assert.Equal((1L, true), (arguments.Integer("dim"), arguments.Constant("keepdim").Value));
        Assert.True(arguments.Has("dim"));
        Assert.Null(arguments["type"]);
        Assert.Null(arguments["nothing"]);
    }

    [Theory]
    [InlineData("x.view(2, -1)")]
    [InlineData("x.view(new long[] { 2, -1 })")]
    [InlineData("x.view([2, -1])")]
    [InlineData("x.view(shape: [2, -1])")]
    [InlineData("x.reshape(2, -1L)")]
    public void A_list_of_sizes_is_the_same_however_it_is_written(string call)
    {
        var elements = Find(call)!.Arguments.Elements("shape");

        Assert.Equal(
            [2L, -1L], elements.Select(e => Convert.ToInt64(e.ConstantValue.Value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_left_out_argument_has_its_default_but_is_not_there()
    {
        var arguments = Find("x.flatten(1)")!.Arguments;

        Assert.Equal((1L, -1L), (arguments.Integer("start_dim"), arguments.Integer("end_dim")));
        Assert.NotNull(arguments["start_dim"]);
        Assert.Null(arguments["end_dim"]);
    }

    [Theory]
    [InlineData("x?.squeeze(1)", true)]
    [InlineData("x?.relu().squeeze(1)", true)]
    [InlineData("x.squeeze(1)", false)]
    public void A_call_behind_a_null_test_is_told(
        string call,
        bool expected) => Assert.Equal(expected, Find(call, "squeeze")!.IsConditionalAccess);

    [Theory]
    [InlineData("kernelSize", "kernel_size")]
    [InlineData("kernelSizes", "kernel_size")]
    [InlineData("strides", "stride")]
    [InlineData("outputPadding", "output_padding")]
    [InlineData("inputChannel", "in_channels")]
    [InlineData("ceilMode", "ceil_mode")]
    [InlineData("dimensions", "dim")]
    [InlineData("start_dim", "start_dim")]
    [InlineData("startDim", "start_dim")]
    [InlineData("paddings", "padding")]
    public void Names_of_old_versions_are_the_same_parameters(
        string old,
        string canonical) => Assert.Equal(canonical, ParameterNames.Canonical(old));

    [Fact]
    public void Collection_expressions_have_the_syntax_kinds_that_the_older_Roslyn_is_told() =>
        Assert.Equal((9076, 9078), ((int)SyntaxKind.CollectionExpression, (int)SyntaxKind.SpreadElement));

    [Fact]
    public void Every_operator_in_the_table_that_TorchSharp_has_is_declared_where_the_table_says()
    {
        var compilation = TestCompilation.Create("");
        var symbols = TorchSymbols.Find(compilation)!;
        var declared = new[] { symbols.Tensor, symbols.Torch, symbols.Functional!, symbols.Linalg!, symbols.Special }
            .OfType<INamedTypeSymbol>()
            .SelectMany(t => t.GetMembers().OfType<IMethodSymbol>())
            .Select(m => m.GetDocumentationCommentId()!.Split('(')[0].Split('`')[0])
            .ToHashSet();

        Assert.True(OperatorCatalog.Rows.SelectMany(r => r.Ids.Concat(r.InPlaceIds)).Count(declared.Contains) > 200);
    }

    private static TorchCall? Find(string call, string? name = null)
    {
        var compilation = TestCompilation.Create($$"""
            using System;
            using TorchSharp;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;
            using T = TorchSharp.torch;
            using F = TorchSharp.torch.nn.functional;
            public static class Own
            {
                public static Tensor relu2(this Tensor x) => x;
                public static object? Test(Tensor x) => {{call}};
            }
            public static class Other
            {
                public static Tensor squeeze(Tensor x, long dim) => x;
            }
            """);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        var tree = compilation.SyntaxTrees.Single();
        var invocations = tree
            .GetRoot()
            .DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .Single(m => m.Identifier.Text == "Test")
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>();
        var invocation = name is null
            ? invocations.First()
            : invocations.First(i => i.Expression.ToString().EndsWith(name, StringComparison.Ordinal));
        return OperatorCalls.From(compilation.GetSemanticModel(tree).GetOperation(invocation)!, TorchSymbols.Find(compilation)!);
    }
}
