using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Configuration;

public sealed class ModelSettingsReaderTests
{
    [Fact]
    public void Nothing_said_gives_the_defaults()
    {
        var settings = Read(null, out var errors);

        Assert.Empty(errors);
        Assert.Equal(ModelSettings.Default, settings);
        Assert.Equal("portable", settings.Target.Name);
        Assert.True(settings.IsExcluded("FocalLoss"));
    }

    [Fact]
    public void The_editorconfig_keys_are_read()
    {
        var settings = Read(
            null,
            out var errors,
            ("modelfix_target", "tensorrt-7.1"),
            ("modelfix_scope", "all"),
            ("modelfix_exclude", "*Head, Legacy*"),
            ("modelfix_roots", "A.Net"));

        Assert.Empty(errors);
        Assert.Equal("tensorrt-7.1", settings.Target.Name);
        Assert.True(settings.WholeProgram);
        Assert.Equal(["*Head", "Legacy*"], settings.Exclude.ToArray());
        Assert.Equal(["A.Net"], settings.Roots.ToArray());
        Assert.False(settings.IsExcluded("FocalLoss"));
    }

    [Theory]
    [InlineData(
        "modelfix_target",
        "tensorrt-7.2",
        ".editorconfig: modelfix_target = tensorrt-7.2: there is no such value. "
            + "Did you mean \"tensorrt-7.1\" or \"tensorrt-8.2\" or \"tensorrt-5.1\"?")]
    [InlineData(
        "modelfix_scope",
        "everything",
        ".editorconfig: modelfix_scope = everything: there is no such value. Use one of exported, all.")]
    public void An_unknown_value_of_a_key_is_an_error(string key, string value, string expected)
    {
        var settings = Read(null, out var errors, (key, value));

        Assert.Equal(expected, Assert.Single(errors).ToString());
        Assert.Equal(ModelSettings.Default, settings);
    }

    [Fact]
    public void The_whole_of_modelfix_json_is_read()
    {
        var settings = Read(
            """
            {
              "$schema": "./modelfix.schema.json",
              "target": "onnx-11",
              "roots": ["StereoNet.CostVolumeNet"],
              "exclude": ["*Loss"],
              "models": {
                "StereoNet.CostVolumeNet": {
                  "arguments": { "maxDisparity": 192, "scale": 0.5, "refine": true, "mode": "fast" },
                  "create": "CostVolumeNet.Of(torch.CPU)",
                  "inputs": { "left": "float32[N, 3, 256, W/4]", "mask": "bool[...]", "right": "[..., C, 2*H]" },
                  "bindings": { "N": 2, "C": 0 }
                }
              }
            }
            """,
            out var errors);

        Assert.Empty(errors);
        Assert.Equal("onnx-11", settings.Target.Name);
        Assert.Equal(["StereoNet.CostVolumeNet"], settings.Roots.ToArray());
        Assert.Equal(["*Loss"], settings.Exclude.ToArray());
        var model = settings.Models["StereoNet.CostVolumeNet"];
        Assert.Equal(
            (192L, 0.5, true, "fast"),
            (model.Arguments["maxDisparity"], model.Arguments["scale"], model.Arguments["refine"], model.Arguments["mode"]));
        Assert.Equal(
            ("[N, 3, 256, W/4]", ElementType.Float32),
            (model.Inputs["left"].ToString().Replace("(W)/4", "W/4"), model.Inputs["left"].Tensor!.Type));
        Assert.Equal(("[...]", ElementType.Bool), (model.Inputs["mask"].ToString(), model.Inputs["mask"].Tensor!.Type));
        Assert.Equal(("[..., C, 2*H]", ElementType.Unknown), (model.Inputs["right"].ToString(), model.Inputs["right"].Tensor!.Type));
        Assert.Equal((2L, 0L), (model.Bindings["N"], model.Bindings["C"]));
        Assert.Equal("CostVolumeNet.Of(torch.CPU)", model.Create);
    }

    [Fact]
    public void Where_both_speak_modelfix_json_wins_and_where_one_is_silent_the_other_counts()
    {
        var settings = Read(
            """{ "target": "onnx-9", "exclude": [] }""",
            out var errors,
            ("modelfix_target", "onnx-17"),
            ("modelfix_exclude", "*Head"),
            ("modelfix_roots", "A.Net"));

        Assert.Empty(errors);
        Assert.Equal("onnx-9", settings.Target.Name);
        Assert.Empty(settings.Exclude);
        Assert.Equal(["A.Net"], settings.Roots.ToArray());
    }

    [Theory]
    [InlineData("""{ "target": "portabel" }""", "m.json(1,13): There is no target \"portabel\". Did you mean \"portable\"?")]
    [InlineData("""{ "target": ["onnx-17", "bmnet"] }""", "m.json(1,25): There is no target \"bmnet\". Did you mean \"bmnetp\"?")]
    [InlineData("""{ "target": 11 }""", "m.json(1,13): \"target\" must be a string, not a number. Write \"target\": \"portable\".")]
    [InlineData("""{ "tarets": [] }""", "m.json(1,3): modelfix.json has no setting \"tarets\". Did you mean \"target\"?")]
    [InlineData(
        """{ "roots": "A" }""",
        "m.json(1,12): \"roots\" must be an array of strings, not a string. Write \"roots\": [\"Namespace.Class\"].")]
    [InlineData(
        """{ "exclude": ["A", 1] }""",
        "m.json(1,20): An entry of \"exclude\" must be a string, not a number. Write a class name in double quotes.")]
    [InlineData("""[]""", "m.json(1,1): modelfix.json must be an object, not an array. Write { … }.")]
    [InlineData("""{ "models": { "A": { "input": {} } } }""", "m.json(1,22): \"A\" has no setting \"input\". Did you mean \"inputs\"?")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, 3" } } } }""",
        "m.json(1,39): \"[N, 3\" is not a shape. Write a dtype and sizes, such as float32[N, 3, H/4, 224] or [..., 64].")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "float33[N]" } } } }""",
        "m.json(1,39): \"float33[N]\" is not a shape. Write a dtype and sizes, such as float32[N, 3, H/4, 224] or [..., 64].")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "([N, 3], ([N, 4]))" } } } }""",
        "m.json(1,39): \"([N, 3], ([N, 4]))\" is not a shape. "
            + "Write a dtype and sizes, such as float32[N, 3, H/4, 224] or [..., 64].")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "([N, 3], [M, 4]), n >= 1" } } } }""",
        "m.json(1,39): Input \"x\": no input has a dim \"n\". Did you mean \"N\" or \"M\"?")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": [1, 3] } } } }""",
        "m.json(1,39): Input \"x\" must be a string, not an array. Write \"x\": \"float32[N, 3, 224, 224]\".")]
    [InlineData(
        """{ "models": { "A": { "arguments": { "k": null } } } }""",
        "m.json(1,42): Argument \"k\" must be a number, a string, true or false, not null. Write \"k\": 64.")]
    [InlineData(
        """{ "models": { "B.A": { "create": 64 } } }""",
        "m.json(1,34): \"create\" must be a string, not a number. Write \"create\": \"new A(64)\".")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, 3]" }, "bindings": { "N": -1 } } } }""",
        "m.json(1,70): Binding \"N\" must be a size, zero or more, not a number. Write \"N\": 2.")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, 3]" }, "bindings": { "n": 1 } } } }""",
        "m.json(1,65): No input has a dim \"n\". Did you mean \"N\"?")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, 3], N is even" } } } }""",
        "m.json(1,39): Input \"x\": \"N is even\" says nothing of a size. Write H % 32 == 0, H >= 32 or H > 31, "
            + "one after the other with commas.")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, 3], N >= 1, N % 0 == 0" } } } }""",
        "m.json(1,39): Input \"x\": \"N % 0 == 0\" says nothing of a size. Write H % 32 == 0, H >= 32 or H > 31, "
            + "one after the other with commas.")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, 3] N >= 1" } } } }""",
        "m.json(1,39): \"[N, 3] N >= 1\" is not a shape. Write a dtype and sizes, such as float32[N, 3, H/4, 224] or [..., 64].")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, 3], n >= 1" } } } }""",
        "m.json(1,39): Input \"x\": no input has a dim \"n\". Did you mean \"N\"?")]
    [InlineData(
        """{ "models": { "A": { "inputs": { "x": "[N, H], H % 32 == 0, H > 32" }, "bindings": { "H": 48 } } } }""",
        "m.json(1,91): Binding \"H\": 48 is not what the inputs say of H. Write \"H\": 64.")]
    [InlineData(
        "{\n  \"target\": \"onnx-9\",\n}",
        "m.json(3,1): a member name in double quotes is expected here, not \"}\". Correct the JSON; nothing of the file was used.")]
    public void A_mistake_is_answered_with_file_place_cause_and_next_step(string json, string expected)
    {
        Read(json, out var errors);

        Assert.Equal(expected, Assert.Single(errors).ToString());
    }

    [Fact]
    public void What_is_wrong_is_left_out_and_the_rest_counts()
    {
        var settings = Read(
            """{ "target": "nowhere", "roots": ["A"], "models": { "A": { "inputs": { "x": "[", "y": "[2]" } } } }""",
            out var errors);

        Assert.Equal(2, errors.Length);
        Assert.Equal(Target.Portable, settings.Target);
        Assert.Equal(["A"], settings.Roots.ToArray());
        Assert.Equal(["y"], settings.Models["A"].Inputs.Keys);
    }

    [Fact]
    public void What_differs_by_file_is_read_for_each_file_and_the_first_stands_for_files_that_are_added()
    {
        var settings = Read(
            out var errors,
            null,
            ("a/Net.cs", "modelfix_target", "onnx-17"),
            ("b/Edge.cs", "modelfix_target", "tensorrt-7.1"),
            ("b/Tool.cs", "modelfix_scope", "all"),
            ("c/Head.cs", "modelfix_exclude", "*Head"));

        Assert.Empty(errors);
        Assert.Equal("onnx-17", In(settings, "a/Net.cs").Target.Name);
        Assert.Equal(("tensorrt-7.1", false), (In(settings, "b/Edge.cs").Target.Name, In(settings, "b/Edge.cs").WholeProgram));
        Assert.Equal(("portable", true), (In(settings, "b/Tool.cs").Target.Name, In(settings, "b/Tool.cs").WholeProgram));
        Assert.Equal((true, false), (In(settings, "c/Head.cs").IsExcluded("BigHead"), In(settings, "a/Net.cs").IsExcluded("BigHead")));
        Assert.Equal("onnx-17", In(settings, "Added.cs").Target.Name);
        Assert.All(
            ["a/Net.cs", "b/Edge.cs", "b/Tool.cs"],
            path => Assert.Equal("onnx-9", In(settings.ForTarget(Target.Find("onnx-9")!), path).Target.Name));
    }

    [Fact]
    public void Modelfix_json_speaks_for_every_file()
    {
        var settings = Read(
            out var errors,
            """{ "target": "onnx-9", "roots": 1 }""",
            ("a.cs", "modelfix_target", "onnx-17"),
            ("b.cs", "modelfix_scope", "all"));

        Assert.Equal(
            "m.json(1,32): \"roots\" must be an array of strings, not a number. Write \"roots\": [\"Namespace.Class\"].",
            Assert.Single(errors).ToString());
        Assert.Equal(
            ("onnx-9", "onnx-9", true),
            (In(settings, "a.cs").Target.Name, In(settings, "b.cs").Target.Name, In(settings, "b.cs").WholeProgram));
    }

    [Fact]
    public void What_holds_for_a_project_may_be_said_of_any_file_and_not_differ_between_them()
    {
        var once = Read(out var none, null, ("a.cs", "modelfix_scope", "exported"), ("b.cs", "modelfix_roots", "A.Net"));
        var twice = Read(out var errors, null, ("src/a.cs", "modelfix_roots", "A.Net"), ("src/b.cs", "modelfix_roots", "B.Net, A.Net"));

        Assert.Empty(none);
        Assert.Equal(["A.Net"], once.Roots.ToArray());
        Assert.Equal(["A.Net"], twice.Roots.ToArray());
        Assert.Equal(
            ".editorconfig: modelfix_roots is A.Net for a.cs and B.Net, A.Net for b.cs, and holds for a whole project. "
                + "Say it once, in a section for all its files.",
            Assert.Single(errors).ToString());
    }

    [Fact]
    public void The_schema_in_the_repository_knows_every_target_and_every_setting()
    {
        using var schema = System.Text.Json.JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Testing.Repository.Root, "modelfix.schema.json")));
        var properties = schema.RootElement.GetProperty("properties");

        Assert.Equal(
            Target.Names,
            schema.RootElement.GetProperty("$defs").GetProperty("target").GetProperty("enum").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal(["$schema", "target", "roots", "exclude", "batched", "models"], properties.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ModelSettings.Default.Exclude.ToArray(),
            properties.GetProperty("exclude").GetProperty("default").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal(
            ["arguments", "create", "inputs", "bindings"],
            schema.RootElement.GetProperty("$defs").GetProperty("model").GetProperty("properties").EnumerateObject().Select(p => p.Name));
    }

    private static ModelSettings Read(
        string? json,
        out ImmutableArray<ConfigurationError> errors,
        params (string Key, string Value)[] editorconfig)
    {
        var keys = editorconfig.ToDictionary(e => e.Key, e => e.Value);
        return ModelSettingsReader.Read([new ConfiguredFile("Net.cs", keys.GetValueOrDefault)], json, "m.json", out errors);
    }

    /// <summary>The settings of files, each with a key that its section sets.</summary>
    private static ModelSettings Read(
        out ImmutableArray<ConfigurationError> errors,
        string? json,
        params (string Path, string Key, string Value)[] files) => ModelSettingsReader.Read(
        files.Select(f => new ConfiguredFile(f.Path, key => key == f.Key ? f.Value : null)), json, "m.json", out errors);

    private static FileSettings In(ModelSettings settings, string path) => settings.In(CSharpSyntaxTree.ParseText("", path: path));
}
