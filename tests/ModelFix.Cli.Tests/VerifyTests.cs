using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix verify</c>: what it proves, what it refuses to call equal, and what stops it.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("StereoNet")]
    [InlineData("FaceNet")]
    [InlineData("SceneNet")]
    [InlineData("EfficientSeg")]
    [InlineData("VideoNet")]
    [InlineData("Memory")]
    public void Every_sample_passes_every_stage(string sample)
    {
        var (exit, output, _) = Run("verify", Path.Combine(Repository.Root, "samples", sample));

        Assert.Equal(0, exit);
        Assert.Contains("1 model: 1 equal, 0 different, 0 not verified.", output);
        foreach (var stage in new[] { "compiles before", "compiles after", "constructs before", "constructs after", "same state_dict keys and shapes", "runs before", "runs after", "outputs equal", "same state_dict values afterwards" })
            Assert.Contains($"  ok    {stage}", output);
        Assert.Contains(
            sample switch
            {
                "SceneNet" => "gradients are not compared: a rule that was applied promises forward alone",
                // It writes into what softmax needs for its gradient.
                "Memory" => "the gradients of the version before cannot be computed (ExternalException: one of the variables needed for gradient computation has been modified",
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
    [InlineData("SceneNet", "PyramidPooling.cs", "AdaptiveAvgPool2d pool3|AvgPool2d pool3", "pool3 = AdaptiveAvgPool2d((3, 3))|pool3 = AvgPool2d(4, 2)")]
    [InlineData("FaceNet", "EmbeddingNet.cs", "F.normalize(x, p: 2, dim: 1)|x / x.norm(1, true, 2f)", "")]
    [InlineData("EfficientSeg", "SegmentationNet.cs", "BatchNorm2d(16, eps: 1e-3)|BatchNorm2d(16, eps: 1e-5)", "")]
    [InlineData("VideoNet", "ClipNet.cs", "clip - clip.mean()|clip - clip.flatten(1).mean(new long[] { 1 }).view(-1, 1, 1, 1, 1)", "")]
    [InlineData("Memory", "MemoryNet.cs", "slots[order] = incoming.index_select(0, order).sigmoid();|slots = slots.index_add(0, order, incoming.index_select(0, order).sigmoid(), 1);", "")]
    public void A_wrong_rewrite_fails_and_names_the_output_and_the_difference(string sample, string file, string edit, string other)
    {
        var source = Path.Combine(Repository.Root, "samples", sample);
        foreach (var path in Directory.EnumerateFiles(source, "*.cs").Append(Path.Combine(source, "modelfix.json")).Where(File.Exists))
            // Feature maps of 8 by 8, so that three bins do not divide them.
            _folder.Write(Path.GetFileName(path), File.ReadAllText(path).Replace("96, 96]", "64, 64]").Replace("12, 12]", "8, 8]"));
        File.Copy(Path.Combine(source, sample + ".csproj"), Path.Combine(_folder.Path, sample + ".csproj"));
        File.Copy(Path.Combine(source, "..", "Directory.Build.props"), Path.Combine(_folder.Path, "Directory.Build.props"));
        Commit();
        foreach (var (from, to) in new[] { edit, other }.Where(e => e.Length > 0).Select(e => (e.Split('|')[0], e.Split('|')[1])))
        {
            Assert.Contains(from, _folder.Read(file));
            _folder.Write(file, _folder.Read(file).Replace(from, to));
        }

        var (exit, output, error) = Run("verify", "--since", "HEAD");

        Assert.True(exit == 4, $"exit code {exit}\n{output}\n{error}");
        Assert.Contains("DIFFERENT", output);
        Assert.Matches(@"FAIL  outputs equal: output differs by \S+ \(\S+ of its largest element\) on \w+", output);
        Assert.Contains("would pass with --tolerance ", output);
    }

    [Fact]
    public void Scatter_with_as_many_rows_as_columns_is_found_out()
    {
        Before("var d = x.clone(); var i = torch.tensor(new long[] { 4, 0, 2 }); d[i] = x[..3] * 2; return d;", "[6, 3]");
        After("var d = x.clone(); var i = torch.tensor(new long[] { 4, 0, 2 }); d.scatter_(0, i.expand(1, 3), x[..3] * 2); return d;", "[6, 3]");

        var (exit, output, _) = Run("verify", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("FAIL  outputs equal: output differs by ", output);
    }

    [Fact]
    public void What_is_left_of_the_callers_tensor_counts_as_an_output()
    {
        Before("return x.relu();", "[N, 3]");
        After("return x.relu_();", "[N, 3]");

        var (exit, output, _) = Run("verify", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("input x afterwards differs by ", output);
    }

    [Fact]
    public void Another_state_dict_is_a_difference()
    {
        const string Return = "return fc.call(x);";
        Before(Return, "[N, 3]", "private readonly Linear fc = Linear(3, 4);");
        After(Return.Replace("fc", "head"), "[N, 3]", "private readonly Linear head = Linear(3, 4);");

        var (exit, output, _) = Run("verify", "--since", "HEAD");

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

        var (exit, output, _) = Run("verify", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains(message, output);
    }

    [Theory]
    [InlineData("while (true) { x = x + 1; }", "--timeout", "15", "it ran longer than 15 s (--timeout)")]
    [InlineData("var all = new List<Tensor>(); while (true) all.Add(torch.ones(new long[] { 1024, 1024 }));", "--memory", "300", "it needed more than 300 MiB of memory (--memory)")]
    [InlineData("var all = new List<long[]>(); while (true) all.Add(new long[1 << 20]);", "--memory", "300", "it needed more than 300 MiB of memory (--memory)")]
    public void A_model_without_bounds_is_stopped(string body, string option, string value, string message)
    {
        _folder.Write("Net.cs", ForwardSource.Of(body, "[N, 3]"));

        var (exit, output, _) = Run("verify", option, value);

        Assert.Equal(1, exit);
        Assert.Contains("stop  runs before: ", output);
        Assert.Contains(message, output);
    }

    [Theory]
    [InlineData("return x;", null, "", "the shape of x is not known: state it in the doc comment of forward")]
    [InlineData("return x;", "[N, 3]", "private readonly Linear fc; public Net(int size) : this() { fc = Linear(size, 3); }", null)]
    [InlineData("return x.matmul(torch.ones(new long[] { 4, 5 }));", "[N, 3]", "", "its process ended with code 134 (mat1 and mat2 shapes cannot be multiplied (3x3 and 4x5))")]
    [InlineData("return x.reshape(7, 7);", "[N, 3]", "", "ExternalException: shape '[7, 7]' is invalid for input of size 9 at ")]
    [InlineData("return x.unheard_of(4);", "[N, 16]", "", "CS1061")]
    [InlineData("throw new InvalidOperationException(\"no weights yet\");", "[N, 3]", "", "InvalidOperationException: no weights yet at ")]
    public void What_cannot_be_run_is_not_verified_and_says_why(string body, string? contract, string members, string? reason)
    {
        _folder.Write("Net.cs", ForwardSource.Of(body, contract, members));

        var (exit, output, _) = Run("verify");

        Assert.Equal(reason is null ? 0 : 1, exit);
        Assert.Contains(reason is null ? "1 equal" : "Net: not verified: ", output);
        Assert.Contains(reason ?? "ok    outputs equal", output);
        Assert.Equal(0, Run("verify", "--exit-zero").Exit);
    }

    [Fact]
    public void Arguments_and_bindings_come_from_modelfix_json()
    {
        _folder.Write("Net.cs", """
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
        _folder.Write("modelfix.json", """
            { "models": { "Net": {
                "arguments": { "size": 9, "scale": 0.5, "name": "net" },
                "inputs": { "tokens": "int64[N, T], T > 30", "image": "float64[N, 2*T, H/4], T % 5 == 0" },
                "bindings": { "N": 2, "H": 13 } } } }
            """);

        using var json = JsonDocument.Parse(Run("verify", "--format", "json").Output);

        var model = json.RootElement.GetProperty("models")[0];
        Assert.Equal("equal", model.GetProperty("verdict").GetString());
        Assert.Equal(
            ["output.Item1", "output.Item2[0]", "output.Item2[1]", "input tokens afterwards", "input image afterwards", "gradient of words.weight", "gradient of input image"],
            model.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("output").GetString()));
        Assert.StartsWith("random, N=2, T=35, H=13", model.GetProperty("outputs")[0].GetProperty("case").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
    }

    [Fact]
    public void Code_beside_the_model_that_does_not_compile_does_not_hide_the_model()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));
        _folder.Write("Train.cs", """
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
        _folder.Write("Code.cs", "public static class Code { }");
        Assert.Equal(3, Run("verify").Exit);
        Assert.Contains("there is no model to verify", Run("verify").Error);

        _folder.Write("Net.cs", ForwardSource.Of("return x;", "[N, 3]"));
        Assert.Contains("no fix applies, so both versions are the same text", Run("verify").Error);
        Assert.Contains("there is no earlier version to compare with", Run("verify", "--since", "HEAD").Error);
        Commit();
        Assert.Contains("git knows no revision nowhere", Run("verify", "--since", "nowhere").Error);
        Assert.Contains("there is no option --engine here", Run("verify", "--engine", "torchsharp").Error);
        Assert.Contains("--timeout takes a number above 0", Run("verify", "--timeout", "0").Error);
    }

    [Fact]
    public void Files_that_came_and_went_since_the_revision_are_compared_as_they_were()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return Scale.Of(x);", "[N, 3]"));
        _folder.Write("Scale.cs", "public static class Scale { public static TorchSharp.torch.Tensor Of(TorchSharp.torch.Tensor x) => x * 2; }");
        Commit();
        File.Delete(Path.Combine(_folder.Path, "Scale.cs"));
        _folder.Write("Net.cs", ForwardSource.Of("return Twice.Of(x);", "[N, 3]"));
        _folder.Write("Twice.cs", "public static class Twice { public static TorchSharp.torch.Tensor Of(TorchSharp.torch.Tensor x) => x + x; }");

        var (exit, output, _) = Run("verify", "--since", "HEAD");

        Assert.Equal(0, exit);
        Assert.Contains("1 equal", output);
    }

    [Fact]
    public void Fix_with_verify_says_what_it_ran()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));

        var (exit, output, _) = Run("fix", "--verify", "--allow-no-vcs");

        Assert.Equal(0, exit);
        Assert.Contains("Net: equal, on TorchSharp 0.107.0, restored by modelfix", output);
        Assert.Contains("x.select(1, 0)", _folder.Read("Net.cs"));
    }

    /// <summary>A variance as the difference of two large means: in float32 three digits are right, in float64 eleven.</summary>
    [Fact]
    public void Rounding_that_the_model_has_anyway_is_no_difference_and_both_numbers_are_shown()
    {
        const string Body = "var y = x.reshape(-1, 64, 64, 64) + 100; return y.pow(2).mean(new long[] { 2, 3 }) - y.mean(new long[] { 2, 3 }).pow(2);";
        Before(Body, "[N, 64, 4096]");
        After(Body.Replace("mean(new long[] { 2, 3 })", "mean(new long[] { 2 }).mean(new long[] { 2 })"), "[N, 64, 4096]");

        var (exit, output, _) = Run("verify", "--since", "HEAD");
        using var json = JsonDocument.Parse(Run("verify", "--since", "HEAD", "--format", "json").Output);

        Assert.True(exit == 0, output);
        Assert.Matches(@"outputs equal: within \S+ of the largest element in float64 \(1e-09 allowed\), within \S+ in float32 \(the version before is \S+ from float64\)", output);
        var result = json.RootElement.GetProperty("models")[0].GetProperty("outputs")[0];
        Assert.InRange(result.GetProperty("float32").GetProperty("relative").GetDouble(), 1e-6, 1);
        Assert.InRange(result.GetProperty("float32").GetProperty("noise").GetDouble(), 1e-6, double.MaxValue);
        Assert.InRange(result.GetProperty("float64").GetProperty("relative").GetDouble(), 0, 1e-9);
    }

    [Fact]
    public void A_difference_below_what_float32_shows_is_found_in_float64()
    {
        Before("return x / (x.pow(2).mean(new long[] { 1 }, true) + 1e-5).sqrt();", "[N, 16]");
        After("return x / (x.pow(2).mean(new long[] { 1 }, true) + 1.01e-5).sqrt();", "[N, 16]");

        var (exit, output, _) = Run("verify", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("in float64", output);
    }

    [Theory]
    [InlineData("return fc.call(x);", "return fc.call(x.detach());", "FAIL  gradients equal: gradient of input x differs by ")]
    [InlineData("return fc.call(x);", "return functional.linear(x, fc.weight!.detach(), fc.bias);", "FAIL  gradients equal: gradient of fc.weight differs by ")]
    [InlineData("return fc.call(x);", "return fc.call(x).detach();", "FAIL  gradients equal: gradient of ")]
    [InlineData("return fc.call(x);", "using (torch.no_grad()) seen.add_(1); return fc.call(x);", "FAIL  same state_dict values afterwards: state_dict seen differs by ")]
    public void What_outputs_do_not_show_is_a_difference_too(string before, string after, string message)
    {
        const string Members = "private readonly Linear fc = Linear(3, 4); private readonly Tensor seen = torch.zeros(1);";
        Before(before, "[N, 3]", Members, "register_buffer(\"seen\", seen);");
        After(after, "[N, 3]", Members, "register_buffer(\"seen\", seen);");

        var (exit, output, _) = Run("verify", "--since", "HEAD");

        Assert.True(exit == 4, output);
        Assert.Contains(message, output);
    }

    [Theory]
    [InlineData("return x[.., 0..0];", "[N, 3]")]
    [InlineData("return x > 0;", "[N, 3]")]
    [InlineData("return x.argmax(1);", "[N, 3]")]
    [InlineData("return x.to(ScalarType.Float16);", "[N, 3]")]
    [InlineData("return x.to(ScalarType.BFloat16);", "[N, 3]")]
    [InlineData("return torch.complex(x, -x);", "[N, 3]")]
    [InlineData("return torch.complex(x, -x).conj();", "[N, 3]")]
    [InlineData("return x.add_(1);", "[N, 3]")]
    [InlineData("return x + 1;", "int64[N, 3]")]
    [InlineData("return x.logical_not();", "bool[N, 3]")]
    [InlineData("return x * 2;", "float16[N, 3]")]
    [InlineData("return x[.., 0..0].sum();", "[N, 3]")]
    public void Outputs_and_inputs_of_every_kind_are_compared(string body, string contract)
    {
        _folder.Write("Net.cs", ForwardSource.Of(body, contract));

        var (exit, output, _) = Run("verify");

        Assert.True(exit == 0, output);
        Assert.Contains("ok    outputs equal: every bit", output);
        Assert.Contains("ok    gradients equal: every bit", output);
    }

    /// <summary>What a model does not do in float64, or not under a gradient, is said; the rest is compared.</summary>
    [Theory]
    [InlineData("return x.squeeze(1).matmul(torch.ones(new long[] { 3, 5 }, dtype: ScalarType.Float32));", "compared in float32 alone: in float64 the version before does not run (its process ended with code 134 (expected m1 and m2 to have the same dtype")]
    [InlineData("if (x.dtype == ScalarType.Float64) throw new InvalidOperationException(\"too wide\"); return x.squeeze(1);", "compared in float32 alone on 7 of 7 inputs: the version before does not run in float64 (InvalidOperationException: too wide at ")]
    [InlineData("fc.weight!.mul_(1); return fc.call(x.squeeze(1));", "the gradients of the version before cannot be computed (ExternalException: a leaf Variable that requires grad is being used in an in-place operation")]
    [InlineData("if (x.sum().item<float>() == 0) torch.ones(2, 3).matmul(torch.ones(2, 3)); return x.squeeze(1);", "zeros, N=1: the version before does not run (its process ended with code 134 (mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)))")]
    public void What_the_version_before_does_not_do_is_said_and_hides_nothing_else(string body, string note)
    {
        _folder.Write("Net.cs", ForwardSource.Of(body.Replace("item<float>()", "to(ScalarType.Float32).item<float>()"), "[N, 1, 3]", "private readonly Linear fc = Linear(3, 4);"));

        var (exit, output, _) = Run("verify");

        Assert.True(exit == 0, output);
        Assert.Contains(note, output);
        Assert.Contains("ok    outputs equal: every bit", output);
    }

    [Fact]
    public void A_version_after_that_ends_the_process_is_different_and_the_other_models_are_verified()
    {
        const string Other = "public class Other : Module<Tensor, Tensor> { public Other() : base(\"o\") { }\n/// <param name=\"x\">[N, 3]</param>\npublic override Tensor forward(Tensor x) => x.relu(); }\n";
        _folder.Write("Other.cs", "using TorchSharp;\nusing static TorchSharp.torch;\nusing static TorchSharp.torch.nn;\n" + Other);
        Before("return x.matmul(torch.ones(new long[] { 3, 5 }));", "[N, 3]");
        After("return x.matmul(torch.ones(new long[] { 4, 5 }));", "[N, 3]");

        var (exit, output, _) = Run("verify", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("FAIL  runs after: its process ended with code 134 (mat1 and mat2 shapes cannot be multiplied (3x3 and 4x5))", output);
        Assert.Contains("Other: equal", output);
        Assert.Contains("2 models: 1 equal, 1 different, 0 not verified.", output);
    }

    [Fact]
    public void A_native_library_that_does_not_load_is_named_with_the_cause_and_never_passes()
    {
        var (reference, source) = (Reference("bin"), ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));
        foreach (var library in new[] { "libLibTorchSharp.so", "libtorch_cpu.so", "LibTorchSharp.dll", "torch_cpu.dll", "libLibTorchSharp.dylib", "libtorch_cpu.dylib" })
            _folder.Write(Path.Combine("bin", library), "not a library");
        _folder.Write("Net.cs", source);

        foreach (var command in new string[][] { ["verify"], ["verify", "--exit-zero"], ["fix", "--verify", "--allow-no-vcs"] })
        {
            var (exit, output, error) = Run([.. command, "--reference", reference]);

            Assert.Equal(5, exit);
            Assert.DoesNotContain("equal", output);
            Assert.Contains("TorchSharp's native library does not load (", error);
            Assert.Contains("delete its package, and restore again", error);
            Assert.Equal(source, _folder.Read("Net.cs"));
        }
    }

    [Fact]
    public void A_restore_that_fails_says_why_and_never_passes()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));

        var (exit, output, error) = Run("verify", "--reference", Reference(Path.Combine("torchsharp", "0.0.1-none", "lib", "net8.0")));

        Assert.Equal(5, exit);
        Assert.DoesNotContain("equal", output);
        Assert.Contains("Restoring TorchSharp-cpu 0.0.1-none into ", error);
        Assert.Matches(@"TorchSharp-cpu 0\.0\.1-none, on which the models are run, could not be restored \(NU\d+: .*\)\. Check the network and the NuGet sources", error);
    }

    /// <summary>The managed assembly of TorchSharp in a folder of the test's.</summary>
    private string Reference(string folder)
    {
        var path = _folder.Write(Path.Combine(folder, "TorchSharp.dll"), "");
        File.Copy(TestCompilation.TorchPath, path, overwrite: true);
        return path;
    }

    private void Before(string body, string contract, string members = "", string constructor = "")
    {
        _folder.Write("Net.cs", ForwardSource.Of(body, contract, members, constructor));
        Commit();
    }

    private void After(string body, string contract, string members = "", string constructor = "") => _folder.Write("Net.cs", ForwardSource.Of(body, contract, members, constructor));

    private void Commit()
    {
        Command.Git(_folder.Path, "init", "-q").Succeeded();
        Command.Git(_folder.Path, "add", "-A").Succeeded();
        Command.Git(_folder.Path, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "before").Succeeded();
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = new Tool(output, error, _folder.Path).Run(arguments, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
