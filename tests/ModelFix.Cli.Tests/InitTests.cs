using System.Text.Json;
using ModelFix.Cli.Tests.Reports;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix init</c> writes what the layers show, names what they do not, and replaces nothing.</summary>
public sealed class InitTests : IDisposable
{
    private const string Usings = """
        using System;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_has_the_models_and_what_their_layers_demand()
    {
        _folder.Write("Net.cs", Usings + Module("Net", "Tensor image", "conv.call(image)", "Conv2d(3, 8, 3)", "BatchNorm2d(8)"));

        var init = ToolRun.In(_folder.Path, "init");

        Assert.Equal(0, init.Exit);
        Assert.Equal(
            """
            {
              "$schema": "https://raw.githubusercontent.com/modelfix/modelfix/main/modelfix.schema.json",
              "roots": [
                "Net"
              ],
              "batched": true,
              "models": {
                "Net": {
                  "inputs": {
                    "image": "[N, 3, H, W]"
                  }
                }
              }
            }

            """,
            _folder.Read("modelfix.json"));
        Assert.Contains("Net (Net.cs, line 6)", init.Output);
        Assert.Contains("  image: [N, 3, H, W], from the layers that take it, for batches", init.Output);
        Assert.Contains("Inputs of convolutions are taken for batches, as \"batched\": true says. Delete", init.Output);
        Assert.Contains("modelfix_target = portable", init.Output);
        Assert.Contains("dotnet_diagnostic.MFX1003.severity = suggestion", init.Output);
        Assert.Contains("Next: complete the inputs, and write \"bindings\" where 32 is no size", init.Output);
        AssertAccepted();
    }

    [Theory]
    [InlineData("Linear(64, 8)", "conv.call(x)", "[..., 64]")]
    [InlineData("Conv1d(4, 8, 3)", "conv.call(x)", "[N, 4, T]")]
    [InlineData("Conv3d(4, 8, 3)", "conv.call(x)", "[N, 4, D, H, W]")]
    [InlineData("BatchNorm2d(4)", "conv.call(x)", "[N, 4, H, W]")]
    [InlineData("Embedding(9, 4)", "conv.call(x)", "int64[...]")]
    [InlineData("Embedding(9, 4)", "conv.call(x).narrow(1, 0, x.shape[1] / 2)", "int64[..., N, T]")]
    // What not every run does says nothing.
    [InlineData("Embedding(9, 4)", "x.shape[0] > 3 ? conv.call(x) : x", null)]
    [InlineData("Linear(64, 8)", "x.shape[0] > 3 ? conv.call(x) : x", null)]
    [InlineData("Embedding(9, 4)", "conv.call(x.to(ScalarType.Int64))", null)]
    [InlineData("Dropout(0.5)", "conv.call(x)", null)]
    public void A_shape_is_what_every_run_shows(string layer, string result, string? shape)
    {
        _folder.Write("Net.cs", Usings + Module("Net", "Tensor x", result, layer));
        Assert.Equal(0, ToolRun.In(_folder.Path, "init").Exit);
        Assert.Equal(shape, Inputs("Net").GetValueOrDefault("x"));
        AssertAccepted();
    }

    [Fact]
    public void Sizes_that_are_not_proven_equal_have_names_of_their_own()
    {
        _folder.Write(
            "Net.cs",
            Usings + Module("Net", "Tensor left, Tensor right", "conv.call(left) + conv.call(right)", "Conv2d(3, 8, 3)"));
        var init = ToolRun.In(_folder.Path, "init");
        Assert.Equal([("left", "[N, 3, H, W]"), ("right", "[N2, 3, H2, W2]")], Inputs("Net").Select(i => (i.Key, i.Value)));
        Assert.Contains("give those one name that are always the same", init.Output);
        AssertAccepted();
    }

    [Fact]
    public void What_the_code_states_is_not_written_again_and_keeps_its_names()
    {
        var model = Module("Net", "Tensor left, Tensor right", "conv.call(left) + conv.call(right)", "Conv2d(3, 8, 3)")
            .Replace("    public override", "    /// <param name=\"left\">[N, 3, H, 64]</param>\n    public override");
        _folder.Write("Net.cs", Usings + model);
        Assert.Contains("left: [N, 3, H, 64] is stated in the code", ToolRun.In(_folder.Path, "init").Output);
        Assert.Equal([("right", "[N2, 3, H2, W]")], Inputs("Net").Select(i => (i.Key, i.Value)));
        AssertAccepted();
    }

    [Fact]
    public void What_is_not_known_is_named_and_not_written()
    {
        var model = Module("Net", "Tensor x, bool flag, Tensor? mask = null", "x.shape[1] > 2 ? x : x * 2", "ReLU()")
            .Replace("Net()", "Net(long classes, string name)");
        _folder.Write("Net.cs", Usings + model);
        var init = ToolRun.In(_folder.Path, "init");
        Assert.Empty(Inputs("Net"));
        Assert.Contains("  x: no layer says what it takes, only that it has at least 2 dims; write it as in", init.Output);
        Assert.Contains("  flag: is a bool, which has no shape", init.Output);
        Assert.Contains("  mask: may be left out", init.Output);
        Assert.Contains("Its constructor needs classes (long), name (string): for verify to run it, write \"arguments\": {", init.Output);
        AssertAccepted();
    }

    [Fact]
    public void Of_a_list_of_tensors_it_is_said_what_to_write()
    {
        _folder.Write("Net.cs", Usings + Module("Net", "Tensor x, Tensor[] maps", "x + maps[0]", "ReLU()").Replace(
            "public override", "/// <param name=\"other\">([N, 3], [N, 4])</param>\n    public override"));

        var init = ToolRun.In(_folder.Path, "init");

        Assert.Contains("  maps: is a Tensor[], which has no shape; write those of its tensors, as in \"([N, 64, 32, 32], ", init.Output);
        AssertAccepted();
    }

    [Fact]
    public void No_shape_is_written_where_none_fits()
    {
        var model = Module("Net", "Tensor x", "other.call(conv.call(x))", "Conv2d(3, 8, 3)", "BatchNorm2d(4)");
        _folder.Write("Net.cs", Usings + model);
        Assert.Contains("x: no shape fits the code as it is: BatchNorm2d takes 4 features", ToolRun.In(_folder.Path, "init").Output);
        Assert.Empty(Inputs("Net"));
    }

    [Fact]
    public void What_holds_under_an_assumption_is_not_written()
    {
        _folder.Write(
            "Net.cs",
            Usings + Module("Net", "Tensor x", "conv.call(x)", "Linear(4, 4)")
                + "internal static class Hooks { public static void On(Linear l) => l.register_forward_pre_hook((m, x) => x[0]); }\n");
        Assert.Contains("x: write \"[..., 4]\" if the hook in line 13 of Net.cs leaves", ToolRun.In(_folder.Path, "init").Output);
        Assert.Empty(Inputs("Net"));
        AssertAccepted();
    }

    [Fact]
    public void What_an_example_calls_a_model_with_is_no_contract()
    {
        _folder.Write(
            "Net.cs",
            Usings + Module("Net", "Tensor x", "conv.call(x)", "Conv2d(3, 8, 3)", "BatchNorm2d(8)")
                + "internal static class Example { private static readonly Net net = new Net(); "
                + "public static void Run() => net.call(torch.zeros(2, 3, 64, 64)); }\n");
        Assert.Equal(0, ToolRun.In(_folder.Path, "init").Exit);
        Assert.Equal("[N, 3, H, W]", Inputs("Net")["x"]);
    }

    [Fact]
    public void Every_exported_module_is_part_of_a_model()
    {
        var part = Module("Part", "Tensor x", "conv.call(x)", "Linear(4, 4)");
        var net = Module("Net", "Tensor x", "conv.call(x)", "new Part()");
        var loss = Module("NetLoss", "Tensor x", "conv.call(x)", "new Net()");
        var ring = Module("Ring", "Tensor x", "conv.call(x)", "Wheel.Of()") + Module("Wheel", "Tensor x", "conv.call(x)", "Linear(4, 4)")
            .Replace("    public override", "    public static Wheel Of() => new();\n    public Ring? Ring;\n    public override");
        _folder.Write("Net.cs", Usings + part + net + loss + ring);
        Assert.Equal(0, ToolRun.In(_folder.Path, "init").Exit);
        var roots = Json().GetProperty("roots").EnumerateArray().Select(r => r.GetString());
        Assert.Equal(["Net", "Ring", "Wheel"], roots);
        AssertAccepted();
    }

    [Fact]
    public void A_file_that_is_there_is_not_changed()
    {
        const string Own = "{ \"roots\": [\"A\", \"B\"], \"models\": { \"A\": {} } }";
        _folder.Write("Net.cs", Usings + Module("A", "Tensor x", "conv.call(x)", "Linear(4, 4)") + Module("B", "Tensor x", "x", "ReLU()"));
        _folder.Write("modelfix.json", Own);
        var init = ToolRun.In(_folder.Path, "init");
        Assert.Equal(0, init.Exit);
        Assert.Equal(Own, _folder.Read("modelfix.json"));
        Assert.Contains("modelfix.json is there already and was not changed. --merge adds what is missing.", init.Output);
        Assert.Contains("    \"B\": {\n      \"inputs\": {}\n    }", init.Output);
        Assert.DoesNotContain("\"A\": {", init.Output);
    }

    [Theory]
    [InlineData("{\r\n  \"models\": {\r\n    \"A\": { \"inputs\": {} }\r\n  }\r\n}\r\n")]
    [InlineData("\uFEFF{\n\t\"target\": \"onnx-17\",\n\t\"models\": {}}")]
    [InlineData("{ }")]
    [InlineData("{ \"exclude\": [] }")]
    public void Merging_adds_models_and_keeps_everything_else(string own)
    {
        _folder.Write("Net.cs", Usings + Module("A", "Tensor x", "x", "ReLU()") + Module("B", "Tensor x", "conv.call(x)", "Linear(4, 4)"));
        var path = Path.Combine(_folder.Path, "modelfix.json");
        File.WriteAllText(path, own, new System.Text.UTF8Encoding(false));

        Assert.Equal(0, ToolRun.In(_folder.Path, "init", "--merge").Exit);

        var merged = new System.Text.UTF8Encoding(false).GetString(File.ReadAllBytes(path));
        Assert.Equal(2, Json().GetProperty("models").EnumerateObject().Count());
        Assert.Equal("[..., 4]", Inputs("B")["x"]);
        var kept = own.Split('{', '}', ',').Select(p => p.Trim()).Where(p => p.Length > 0);
        Assert.All(kept, k => Assert.Contains(k, merged));
        Assert.Equal(own.Contains('\r'), merged.Contains('\r'));
        Assert.Equal(own.Contains('\r'), !merged.Replace("\r\n", "").Contains('\n'));
        Assert.Contains("modelfix.json has all models.", ToolRun.In(_folder.Path, "init", "--merge").Output);
        AssertAccepted();
    }

    [Fact]
    public void A_file_outside_of_what_was_named_is_not_written()
    {
        _folder.Write("src/Net.cs", Usings + Module("Net", "Tensor x", "conv.call(x)", "Linear(4, 4)"));
        _folder.Write("modelfix.json", "{}");
        var init = ToolRun.In(Path.Combine(_folder.Path, "src"), "init", "--merge");
        Assert.Contains("It stands outside of what was named", init.Output);
        Assert.Equal("{}", _folder.Read("modelfix.json"));
        Assert.Equal(["Net.cs"], Directory.EnumerateFiles(Path.Combine(_folder.Path, "src")).Select(Path.GetFileName));
    }

    [Fact]
    public void The_target_that_is_asked_for_is_written()
    {
        _folder.Write("Net.cs", Usings + Module("Net", "Tensor x", "conv.call(x)", "Linear(4, 4)"));
        Assert.Contains("modelfix_target = onnx-17", ToolRun.In(_folder.Path, "init", "--target", "onnx-17").Output);
        Assert.Equal("onnx-17", Json().GetProperty("target").GetString());
        AssertAccepted();
    }

    [Fact]
    public void Where_there_is_no_model_nothing_is_written()
    {
        _folder.Write("Net.cs", Usings + "internal static class Net { public static Tensor Of() => torch.zeros(1); }");
        var init = ToolRun.In(_folder.Path, "init");
        Assert.Equal(3, init.Exit);
        Assert.Contains("there is no exported model", init.Error);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "modelfix.json")));
    }

    [Fact]
    public void Generated_models_are_taken_as_they_were_before()
    {
        var models = Enumerable.Range(0, 10).Select(i => RandomModel.Source(i, isContracted: i % 2 == 0));
        _folder.Write("Models.cs", RandomModel.Usings + string.Concat(models));
        string[] Conflicts() =>
            [.. ToolRun.In(_folder.Path, "check", "--rules", "MFX0001").Output.Split('\n').Where(l => l.Contains(" MFX0001: "))];
        var before = Conflicts();
        Assert.Equal(0, ToolRun.In(_folder.Path, "init").Exit);
        Assert.Equal(before, Conflicts());
        AssertAccepted();
    }

    /// <summary>A class with its layers in conv and other, and one expression in forward.</summary>
    private static string Module(string name, string parameters, string result, string layer, string other = "ReLU()")
    {
        var types = string.Join(", ", parameters.Split(", ").Select(p => p.Split(' ')[0].TrimEnd('?')));
        return $$"""
            public sealed class {{name}} : Module<{{types}}, Tensor>
            {
                private readonly Module<Tensor, Tensor> conv = {{layer}};
                private readonly Module<Tensor, Tensor> other = {{other}};
                public {{name}}() : base("{{name}}") => RegisterComponents();
                public override Tensor forward({{parameters}}) => {{result}};
            }

            """;
    }

    private JsonElement Json() => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, "modelfix.json"))).RootElement;

    private Dictionary<string, string> Inputs(string model) => Json().GetProperty("models").GetProperty(model).GetProperty("inputs")
        .EnumerateObject()
        .ToDictionary(i => i.Name, i => i.Value.GetString()!);

    /// <summary>The file says nothing that is wrong, by its schema and by the tool.</summary>
    private void AssertAccepted()
    {
        Schema.OfSettings.Valid(_folder.Read("modelfix.json"));
        var check = ToolRun.In(_folder.Path, "check");
        Assert.True(check.Exit is 0 or 1, check.Error);
    }
}
