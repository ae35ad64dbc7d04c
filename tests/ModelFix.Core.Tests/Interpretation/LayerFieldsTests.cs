using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Interpretation;

public sealed class LayerFieldsTests
{
    [Theory]
    [InlineData("private readonly Conv2d layer = Conv2d(3, 8, 3);", "", "Conv2d")]
    [InlineData("private readonly Conv2d layer;", "layer = Conv2d(3, 8, 3);", "Conv2d")]
    [InlineData("private readonly Conv2d layer;", "this.layer = Conv2d(3, 8, 3);", "Conv2d")]
    [InlineData("private readonly Module<Tensor, Tensor> layer;", "layer = nn.Linear(3, 8);", "Linear")]
    [InlineData("private Module<Tensor, Tensor> layer { get; } = Sequential(ReLU());", "", "Sequential")]
    [InlineData("private Module<Tensor, Tensor> layer { get; }", "layer = new Own(3);", "Own")]
    [InlineData(
        "private readonly Module<Tensor, Tensor> layer;",
        "if (DateTime.Now.Year > 2000) layer = ReLU(); else layer = Tanh();",
        null)]
    [InlineData("private Conv2d layer = Conv2d(3, 8, 3); public void Swap() => layer = Conv2d(3, 8, 5);", "", null)]
    [InlineData(
        "private Conv2d layer = Conv2d(3, 8, 3); public void Swap() => Make(out layer); "
            + "private static void Make(out Conv2d c) => c = Conv2d(3, 8, 5);",
        "",
        null)]
    [InlineData("private readonly Module<Tensor, Tensor> layer;", "layer = Make();", null)]
    public void A_field_or_property_holds_a_layer_where_one_construction_is_all_it_is_given(string member, string constructor, string? kind)
    {
        var (torch, call) = Compile(member, constructor);

        Assert.Equal(kind, torch.Layers.ModuleCall(call)?.Layer.Kind);
    }

    [Fact]
    public void The_arguments_of_a_layer_are_those_of_its_construction()
    {
        var (torch, call) = Compile("private readonly Conv2d layer = Conv2d(3, 8, kernel_size: 3, padding: 1);", "");
        var layer = torch.Layers.ModuleCall(call)!.Value.Layer;

        Assert.True(layer.IsTorchSharp);
        Assert.Equal((3L, 8L, 3L, 1L, 1L), (
            layer.Arguments.Integer("in_channels"),
            layer.Arguments.Integer("out_channels"),
            layer.Arguments.Integer("kernel_size"),
            layer.Arguments.Integer("padding"),
            layer.Arguments.Integer("stride")));
    }

    [Fact]
    public void A_module_of_the_project_is_told_from_TorchSharps()
    {
        var (torch, call) = Compile("private readonly Own layer = new Own(3);", "");

        Assert.False(torch.Layers.ModuleCall(call)!.Value.Layer.IsTorchSharp);
    }

    [Fact]
    public void The_input_of_a_module_call_is_its_first_argument()
    {
        var (torch, call) = Compile("private readonly Conv2d layer = Conv2d(3, 8, 3);", "");

        Assert.Equal("x", torch.Layers.ModuleCall(call)!.Value.Input.Syntax.ToString());
        Assert.Null(torch.Layers.ModuleCall(call.Parent!));
    }

    private static (TorchCompilation Torch, IOperation Call) Compile(string members, string constructor)
    {
        var source = ForwardSource.Of(
            "return layer.call(x);", null, members + "\nprivate static Module<Tensor, Tensor> Make() => ReLU();", constructor)
            + """
            public class Own : Module<Tensor, Tensor>
            {
                public Own(int n) : base("Own") { }
                public override Tensor forward(Tensor x) => x;
            }
            """;
        var compilation = TestCompilation.Create(source);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        var tree = compilation.SyntaxTrees.Single();
        var call = tree
            .GetRoot()
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Single(i => i.Expression.ToString() == "layer.call");
        return (TorchCompilation.Create(compilation, ModelSettings.Default)!, compilation.GetSemanticModel(tree).GetOperation(call)!);
    }
}
