using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix verify</c>: what it proves, what it refuses to call equal, and what stops it.</summary>
public sealed class VerifyTests : VerifyRuns
{
    [Theory]
    [InlineData("StereoNet")]
    [InlineData("FaceNet")]
    [InlineData("SceneNet")]
    [InlineData("EfficientSeg")]
    [InlineData("VideoNet")]
    [InlineData("Memory")]
    [InlineData("Tracker")]
    [InlineData("SceneParse")]
    public void Every_sample_passes_every_stage(string sample)
    {
        var (exit, output, _) = Run("verify", Path.Combine(Repository.Root, "samples", sample));

        Assert.Equal(0, exit);
        Assert.Contains("1 model: 1 equal, 0 different, 0 not verified.", output);
        foreach (var stage in new[] { "compiles before",
            "compiles after",
            "constructs before",
            "constructs after",
            "same state_dict keys and shapes",
            "runs before",
            "runs after",
            "outputs equal",
            "same state_dict values afterwards" })
            Assert.Contains($"  ok    {stage}", output);
        Assert.Contains(
            sample switch
            {
                "SceneNet" or "Tracker" => "gradients are not compared: a rule that was applied promises forward alone",
                // It writes into what softmax needs for its gradient.
                "Memory" =>
                    "the gradients of the version before cannot be computed (ExternalException: "
                        + "one of the variables needed for gradient computation has been modified",
                _ => "  ok    gradients equal",
            },
            output);
    }

    /// <summary>The forms that circulate and that measurement refutes, each in the sample where somebody would write it.</summary>
    [Theory]
    [InlineData(
        "StereoNet",
        "Hourglass.cs",
        "padding: 1, output_padding: 1,|padding: 1,",
        "up.call(x)|functional.pad(up.call(x), new long[] { 0, 1, 0, 1, 0, 1 })")]
    [InlineData(
        "SceneNet",
        "PyramidPooling.cs",
        "AdaptiveAvgPool2d pool3|AvgPool2d pool3",
        "pool3 = AdaptiveAvgPool2d((3, 3))|pool3 = AvgPool2d(4, 2)")]
    [InlineData("FaceNet", "EmbeddingNet.cs", "F.normalize(x, p: 2, dim: 1)|x / x.norm(1, true, 2f)", "")]
    [InlineData("EfficientSeg", "SegmentationNet.cs", "BatchNorm2d(16, eps: 1e-3)|BatchNorm2d(16, eps: 1e-5)", "")]
    [InlineData("VideoNet", "ClipNet.cs", "clip - clip.mean()|clip - clip.flatten(1).mean(new long[] { 1 }).view(-1, 1, 1, 1, 1)", "")]
    [InlineData(
        "Memory",
        "MemoryNet.cs",
        "slots[order] = incoming.index_select(0, order).sigmoid();"
            + "|slots = slots.index_add(0, order, incoming.index_select(0, order).sigmoid(), 1);",
        "")]
    public void A_wrong_rewrite_fails_and_names_the_output_and_the_difference(string sample, string file, string edit, string other)
    {
        var source = Path.Combine(Repository.Root, "samples", sample);
        foreach (var path in Directory.EnumerateFiles(source, "*.cs").Append(Path.Combine(source, "modelfix.json")).Where(File.Exists))
            // Feature maps of 8 by 8, so that three bins do not divide them.
            Folder.Write(Path.GetFileName(path), File.ReadAllText(path).Replace("96, 96]", "64, 64]").Replace("12, 12]", "8, 8]"));
        File.Copy(Path.Combine(source, sample + ".csproj"), Path.Combine(Folder.Path, sample + ".csproj"));
        File.Copy(Path.Combine(source, "..", "Directory.Build.props"), Path.Combine(Folder.Path, "Directory.Build.props"));
        Commit();
        foreach (var (from, to) in new[] { edit, other }.Where(e => e.Length > 0).Select(e => (e.Split('|')[0], e.Split('|')[1])))
        {
            Assert.Contains(from, Folder.Read(file));
            Folder.Write(file, Folder.Read(file).Replace(from, to));
        }

        var (exit, output, error) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.True(exit == 4, $"exit code {exit}\n{output}\n{error}");
        Assert.Contains("DIFFERENT", output);
        Assert.Matches(@"FAIL  outputs equal: output differs by \S+ \(\S+ of its largest element\) on \w+", output);
        // The rewrite of FaceNet divides a vector of zeros by its norm: no tolerance makes NaN a number.
        var isNumber = !output.Contains("differs by Infinity");
        Assert.Equal(sample != "FaceNet", isNumber);
        Assert.Equal(isNumber, output.Contains("would pass with --tolerance "));
    }

    [Fact]
    public void Scatter_with_as_many_rows_as_columns_is_found_out()
    {
        Before("var d = x.clone(); var i = torch.tensor(new long[] { 4, 0, 2 }); d[i] = x[..3] * 2; return d;", "[6, 3]");
        After(
            "var d = x.clone(); var i = torch.tensor(new long[] { 4, 0, 2 }); d.scatter_(0, i.expand(1, 3), x[..3] * 2); return d;",
            "[6, 3]");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("FAIL  outputs equal: output differs by ", output);
    }

    [Fact]
    public void What_is_left_of_the_callers_tensor_counts_as_an_output()
    {
        Before("return x.relu();", "[N, 3]");
        After("return x.relu_();", "[N, 3]");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("input x afterwards differs by ", output);
    }

    [Fact]
    public void Another_state_dict_is_a_difference()
    {
        const string Return = "return fc.call(x);";
        Before(Return, "[N, 3]", "private readonly Linear fc = Linear(3, 4);");
        After(Return.Replace("fc", "head"), "[N, 3]", "private readonly Linear head = Linear(3, 4);");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("FAIL  same state_dict keys and shapes: fc.weight Float32[4, 3] is gone", output);
    }

    [Theory]
    [InlineData("return x.to(ScalarType.Float64);", "was Float32[3, 3], is Float64[3, 3]")]
    [InlineData("return x.unsqueeze(0);", "was Float32[3, 3], is Float32[1, 3, 3]")]
    public void Another_dtype_or_shape_is_a_difference(string after, string message)
    {
        Before("return x;", "[N, 3]");
        After(after, "[N, 3]");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains(message, output);
    }

    [Fact]
    public void Arguments_and_bindings_come_from_modelfix_json()
    {
        Folder.Write("Net.cs", """
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public class Net : Module<Tensor, Tensor, (Tensor Sum, Tensor[] Parts)>
            {
                private readonly Embedding words;

                public Net(int size, double scale, string name) : base(name) { words = Embedding(size, 6); RegisterComponents(); }

                public override (Tensor Sum, Tensor[] Parts) forward(Tensor tokens, Tensor image)
                {
                    var w = words.call(tokens).sum(1);
                    return (w.sum(), new[] { w.unsqueeze(1).squeeze(1), image.clamp(min: 0) });
                }
            }
            """);
        Assert.Contains("its constructor needs size (int), scale (double), name (string)", Run("verify").Output);
        Folder.Write("modelfix.json", """
            { "models": { "Net": {
                "arguments": { "size": 9, "scale": 0.5, "name": "net" },
                "inputs": { "tokens": "int64[N, T], T > 30", "image": "float64[N, 2*T, H/4], T % 5 == 0" },
                "bindings": { "N": 2, "H": 13 } } } }
            """);

        using var json = JsonDocument.Parse(Run("verify", "--format", "json").Output);

        var model = json.RootElement.GetProperty("models")[0];
        Assert.Equal("equal", model.GetProperty("verdict").GetString());
        Assert.Equal(
            [
                "output.Item1",
                "output.Item2[0]",
                "output.Item2[1]",
                "input tokens afterwards",
                "input image afterwards",
                "gradient of words.weight",
                "gradient of input image"],
            model.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("output").GetString()));
        Assert.StartsWith("random, N=2, T=35, H=13", model.GetProperty("outputs")[0].GetProperty("case").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
    }

    [Fact]
    public void Code_beside_the_model_that_does_not_compile_does_not_hide_the_model()
    {
        Folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));
        Folder.Write("Train.cs", """
            using Unknown.Charts;

            public static class Train
            {
                public static void Run(Plot plot) => plot.Show();

                public static void Print() => Missing.Call();
            }
            """);

        var (exit, output, _) = Run("verify");

        Assert.Equal(0, exit);
        Assert.Contains("compiles before: without 3 members that do not compile here, the first at ", output);
        Assert.Contains("outputs equal: every bit", output);
    }

    [Fact]
    public void Nothing_to_verify_is_said()
    {
        Folder.Write("Code.cs", "public static class Code { }");
        Assert.Equal(3, Run("verify").Exit);
        Assert.Contains("nothing there uses TorchSharp: there is no exported model", Run("verify").Error);

        Folder.Write("Net.cs", ForwardSource.Of("return x;", "[N, 3]"));
        Assert.Contains("no fix applies, so both versions are the same text", Run("verify").Error);
        Assert.Contains("there is no earlier version to compare with", Run("verify", "--no-export", "--since", "HEAD").Error);
        Commit();
        Assert.Contains("git knows no revision nowhere", Run("verify", "--no-export", "--since", "nowhere").Error);
        Assert.Contains("there is no option --engine here", Run("verify", "--engine", "torchsharp").Error);
        Assert.Contains("--timeout takes a number above 0", Run("verify", "--timeout", "0").Error);
    }

    [Fact]
    public void Files_that_came_and_went_since_the_revision_are_compared_as_they_were()
    {
        Folder.Write("Net.cs", ForwardSource.Of("return Scale.Of(x);", "[N, 3]"));
        Folder.Write(
            "Scale.cs", "public static class Scale { public static TorchSharp.torch.Tensor Of(TorchSharp.torch.Tensor x) => x * 2; }");
        Commit();
        File.Delete(Path.Combine(Folder.Path, "Scale.cs"));
        Folder.Write("Net.cs", ForwardSource.Of("return Twice.Of(x);", "[N, 3]"));
        Folder.Write(
            "Twice.cs", "public static class Twice { public static TorchSharp.torch.Tensor Of(TorchSharp.torch.Tensor x) => x + x; }");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(0, exit);
        Assert.Contains("1 equal", output);
    }

    [Fact]
    public void Fix_with_verify_says_what_it_ran()
    {
        Folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));

        var (exit, output, _) = Run("fix", "--verify", "--allow-no-vcs");

        Assert.Equal(0, exit);
        Assert.Contains("Net: equal, on TorchSharp 0.107.0, restored by modelfix", output);
        Assert.Contains("x.select(1, 0)", Folder.Read("Net.cs"));
    }
}
