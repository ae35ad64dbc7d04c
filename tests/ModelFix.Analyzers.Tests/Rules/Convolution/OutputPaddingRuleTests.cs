using System.Runtime.CompilerServices;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

/// <summary>MFX1503: transposed convolutions with output padding become ones without it that compute more, and a crop.</summary>
public sealed class OutputPaddingRuleTests
{
    private const string Id = "MFX1503";

    private const string Up = "private readonly ConvTranspose3d up;\n";

    public static TheoryData<string, string, string, string, string?> FieldsThatTrigger => new()
    {
        { "positional", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);", "return functional.relu(up.call(x) + 1);", "[N, 4, 2, 3, 4]" },
        { "returned", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);", "return up.call(x);", "[N, 4, 2, 3, 4]" },
        {
            "named", Up, "up = ConvTranspose3d(4, 3, 3, stride: 2, padding: 1, output_padding: 1, bias: false);",
            "return up.forward(x).relu();", null
        },
        {
            "padding_left", Up, "up = torch.nn.ConvTranspose3d(4, 3, 5, 2, padding: 2, output_padding: 1);",
            "return up.call(x).relu();", null
        },
        {
            "two_calls_and_weights", Up + "private readonly BatchNorm3d norm;\n",
            "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);\nnorm = BatchNorm3d(3);\ninit.zeros_(up.bias!);",
            "var y = this.up.call(x);\ny = norm.call(y);\nreturn norm.call(up.call(x + 1)) + y;", "[N, 4, 2, 3, 4]"
        },
        {
            "viewed_later", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);",
            "var y = up.call(x);\nreturn y.view(x.shape[0], -1);", "[N, 4, 2, 3, 4]"
        },
        {
            "registered", "private readonly Module<Tensor, Tensor> up;\n",
            "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);\nregister_module(\"up\", up);",
            "return up.call(x).relu();", "[4, 2, 3, 4]"
        },
        {
            "past_padding", Up, "up = ConvTranspose3d(4, 3, 2, 2, 0, 1);", "return up.call(x).relu() + up.call(x);", "[N, 4, 2, 3, 4]"
        },
        {
            "past_padding_partly", "private readonly Module<Tensor, Tensor> up_;\n",
            "up_ = ConvTranspose3d(4, 3, (3, 3, 3), (3, 3, 3), (1, 0, 2), output_padding: (2, 2, 2));", "return up_.call(x);", null
        },
        {
            "past_padding_without_bias", Up, "up = ConvTranspose3d(4, 3, 2, 2, output_padding: 1, bias: false);",
            "return up.call(x).relu();", null
        },
        {
            "tuple", Up,
            "up = ConvTranspose3d(4, 3, (3, 3, 3), (2, 2, 2), padding: (1, 1, 2), output_padding: (1, 1, 1));",
            "return up.call(x).relu();", "[N, 4, 2, 3, 4]"
        },
        {
            "tuple_first_alone", Up, "up = ConvTranspose3d(4, 3, (3, 3, 3), (2, 2, 2), (1, 1, 1), (1, 0, 0));",
            "return up.call(x).relu();", "[N, 4, 2, 3, 4]"
        },
        {
            "commented", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1 /* keep */, output_padding: /* one */ 1);",
            "return up.call(x).relu();", null
        },
        {
            "commented_arguments", Up,
            """
            up = ConvTranspose3d(
                4, 3, 3, // in, out, kernel
                stride: 2,
                padding: 1, // half the kernel
                output_padding: 1,
                bias: false);
            """,
            "return up.call(x).relu();", null
        },
    };

    [Theory, MemberData(nameof(FieldsThatTrigger))]
    public void A_field_Triggers(string name, string members, string constructor, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, members, constructor));

    public static TheoryData<string, string, string, string, string?> FieldsThatAreAssumed => new()
    {
        {
            "past_stride",
            "private readonly ConvTranspose2d up = nn.ConvTranspose2d(4, 3, 3, padding: 1, output_padding: 1, dilation: 2);\n",
            "",
            "return up.call(x).relu();", "[N, 4, 3, 4]"
        },
        {
            "past_stride_one_dim", "private readonly ConvTranspose1d up;\n", "up = ConvTranspose1d(4, 3, 3, 1, 1, 1, 2);",
            "return up.call(x).relu();", "[N, 4, 3]"
        },
    };

    [Theory, MemberData(nameof(FieldsThatAreAssumed))]
    public void A_field_IsAssumed(string name, string members, string constructor, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, members, constructor));

    public static TheoryData<string, string, string, string, string?> FieldsThatAreReported => new()
    {
        {
            "tuple_first_zero", Up, "up = ConvTranspose3d(4, 3, (3, 3, 3), (2, 2, 2), (1, 1, 1), (0, 1, 1));",
            "return up.call(x).relu();", "[N, 4, 2, 3, 4]"
        },
        { "not_constant", Up, "var k = (long)DateTime.Now.Year % 3;\nup = ConvTranspose3d(4, 3, k, 2, 1, 1);", "return up.call(x);", null },
        {
            "stride_not_constant", "private readonly ConvTranspose2d up;\n",
            "var s = (long)DateTime.Now.Year % 3;\nup = ConvTranspose2d(4, 3, 3, s, 1, 1, 2);",
            "return up.call(x);", null
        },
        { "not_private", "public readonly ConvTranspose3d up;\n", "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);", "return up.call(x);", null },
        { "with_output_size", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);", "return up.forward(x, new long[] { 8, 8, 8 });", null },
        { "method_group", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);", "Func<Tensor, Tensor> f = up.call;\nreturn f(x);", null },
        {
            "in_a_list", "private readonly ModuleList<Module<Tensor, Tensor>> ups;\n",
            "ups = ModuleList<Module<Tensor, Tensor>>(ConvTranspose3d(4, 3, 3, 2, 1, 1));",
            "return ups[0].call(x);", null
        },
        {
            "assigned_twice", "private ConvTranspose3d up;\n",
            "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);\nup = ConvTranspose3d(4, 3, 3, 2, 1);", "return up.call(x);", null
        },
    };

    [Theory, MemberData(nameof(FieldsThatAreReported))]
    public void A_field_IsReported(string name, string members, string constructor, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, members, constructor));

    public static TheoryData<string, string, string, string, string?> FieldsThatDoNotTrigger => new()
    {
        {
            "below_stride", "private readonly ConvTranspose2d up;\n", "up = ConvTranspose2d(4, 3, 3, 2, 1, 1);", "return up.call(x);",
            "[N, 4, 3, 4]"
        },
        { "no_output_padding", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1);", "return up.call(x);", null },
        {
            "stride_not_constant_undilated", "private readonly ConvTranspose2d up;\n",
            "var s = (long)DateTime.Now.Year % 3;\nup = ConvTranspose2d(4, 3, 3, s, 1, 1);", "return up.call(x);", null
        },
        { "never_called", Up, "up = ConvTranspose3d(4, 3, 3, 2, 1, 1);", "return x;", null },
    };

    [Theory, MemberData(nameof(FieldsThatDoNotTrigger))]
    public void A_field_DoesNotTrigger(string name, string members, string constructor, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, members, constructor));

    public static TheoryData<string, string, string> SequentialsThatTrigger => new()
    {
        { "positional", "Sequential(ConvTranspose3d(4, 3, 3, 2, 1, 1), BatchNorm3d(3), ReLU())", "return layers.call(x);" },
        {
            "positional_lines",
            """
            Sequential(
                ConvTranspose3d(4, 3, 3, stride: 2, padding: 1, output_padding: 1, bias: false), // up
                BatchNorm3d(3), ReLU(),
                ConvTranspose3d(3, 3, 3, 2, 1, 1))
            """,
            "return layers.call(x);"
        },
        {
            "named",
            """
            Sequential(
                ("conv", Conv3d(4, 4, 1)),
                ("up", ConvTranspose3d(4, 3, 5, 2, 2, 1)),
                ("norm", BatchNorm3d(3)))
            """,
            "return layers.call(x);"
        },
        { "nested", "Sequential(Conv3d(4, 4, 1), Sequential(ConvTranspose3d(4, 3, 3, 2, 1, 1)))", "return layers.call(x);" },
    };

    [Theory, MemberData(nameof(SequentialsThatTrigger))]
    public void A_part_of_a_Sequential_Triggers(string name, string sequential, string body) =>
        Match(name, ForwardSource.Of(body, "[N, 4, 2, 3, 4]", "private readonly Sequential layers;\n", $"layers = {sequential};"));

    public static TheoryData<string, string, string> SequentialsThatAreReported => new()
    {
        { "past_padding", "Sequential(ConvTranspose3d(4, 3, 2, 2, 0, 1), ReLU())", "return layers.call(x);" },
        {
            "different_by_dim",
            "Sequential(ConvTranspose3d(4, 3, (3, 3, 1), (2, 2, 2), (1, 1, 0), (1, 1, 1)), ReLU())",
            "return layers.call(x);"
        },
        { "indexed", "Sequential(ConvTranspose3d(4, 3, 3, 2, 1, 1), ReLU())", "return layers[0].call(x);" },
        { "appended", "Sequential(ConvTranspose3d(4, 3, 3, 2, 1, 1)).append(ReLU())", "return layers.call(x);" },
        { "name_taken", "Sequential((\"up\", ConvTranspose3d(4, 3, 3, 2, 1, 1)), (\"up_crop\", ReLU()))", "return layers.call(x);" },
    };

    [Theory, MemberData(nameof(SequentialsThatAreReported))]
    public void A_part_of_a_Sequential_IsReported(string name, string sequential, string body) =>
        Match(name, ForwardSource.Of(body, "[N, 4, 2, 3, 4]", "private readonly Sequential layers;\n", $"layers = {sequential};"));

    [Theory]
    [InlineData("ConvTranspose3d(4, 3, 3, 2, 1, 1)", "tensorrt-7.1", true)]
    [InlineData("ConvTranspose3d(4, 3, 3, 2, 1, 1)", "tensorrt-8.2", true)]
    [InlineData("ConvTranspose3d(4, 3, 3, 2, 1, 1)", "tensorrt-8.4", false)]
    [InlineData("ConvTranspose3d(4, 3, 3, 2, 1, 1)", "tensorrt-6.0", false)]
    [InlineData("ConvTranspose3d(4, 3, 3, 2, 1, 1)", "onnx-17", false)]
    [InlineData("ConvTranspose3d(4, 3, 3, 1, 1, 1, 2)", "onnx-17", true)]
    [InlineData("ConvTranspose3d(4, 3, 3, 2, 1, 1)", "bmnetp", false)]
    public void Triggers_for_targets_that_refuse_it(string layer, string target, bool found)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = ForwardSource.Of(
            "return up.call(x).relu();", members: "private readonly Module<Tensor, Tensor> up;\n", constructor: $"up = {layer};");
        Assert.Equal(found, !RuleRun.Of(Id, source, settings: settings).Findings.IsEmpty);
    }

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger() => Assert.Empty(RuleRun.Of(Id, """
        using static TorchSharp.torch;

        public class UpLoss : nn.Module<Tensor, Tensor>
        {
            private readonly TorchSharp.Modules.ConvTranspose3d up = nn.ConvTranspose3d(4, 3, 3, 2, 1, 1);
            public UpLoss() : base("UpLoss") { }
            public override Tensor forward(Tensor x) => up.call(x);
        }
        """).Findings);

    private static void Match(string @case, string source, [CallerMemberName] string method = "") =>
        Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, source, assume: true)), @case, method: method);
}
