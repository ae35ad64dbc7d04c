using ModelFix.Testing;
using Mono.Cecil;

namespace ModelFix.Cli.Tests.Export;

/// <summary><c>modelfix export</c> as a user runs it.</summary>
public sealed class ExportTests : VerifyRuns
{
    private const string Contract = "float32[N, 4, 6]";

    private static string Bytes(float number) => BitConverter.ToString(BitConverter.GetBytes(number));

    private string File(string name) => Path.Combine(Folder.Path, name);

    [Fact]
    public void WritesTheModelAndSaysWhatItIs()
    {
        Before("return a.call(x).relu();", Contract, "private readonly Linear a = Linear(6, 3);");

        var (exit, output, error) = Run("export");

        Assert.Equal(0, exit);
        Assert.Equal("", error);
        Assert.Contains("""
            Net
              input   x: float32[N, 4, 6]
              output  output: float32[N, 4, 3]
              nodes   4: Add 1, MatMul 1, Relu 1, Transpose 1
              N=2: output
            """, output);
        Assert.Contains("  Written: Net.onnx (opset 17, with the weights that the constructor gives)", output);
        Assert.True(System.IO.File.Exists(File("Net.onnx")));
    }

    [Fact]
    public void WritesToTheFileAndInTheOpsetThatAreAskedFor()
    {
        Before("return x.softmax(-1);", Contract);

        var (exit, output, _) = Run("export", "Net", "--opset", "13", "--output", "out/model.onnx");

        Assert.Equal(0, exit);
        Assert.Contains($"  Written: {Path.Combine("out", "model.onnx")} (opset 13, with the weights that the constructor gives)", output);
        Assert.Equal(["model.onnx"], Directory.EnumerateFiles(File("out")).Select(f => Path.GetFileName(f)!));
    }

    [Fact]
    public void WritesTorchScript()
    {
        Before(
            "return a.call(b.call(x).Item1).relu();",
            Contract,
            "private readonly Linear a = Linear(8, 3);\nprivate readonly LSTM b = LSTM(6, 8);");

        var (exit, output, error) = Run("export", "--format", "torchscript");

        Assert.Equal(0, exit);
        Assert.Equal("", error);
        Assert.Contains("""
            Net
              input   x: float32[N, 4, 6]
              output  output: float32[N, 4, 3]
              calls   3: linear 1, lstm 1, relu 1
            """, output);
        Assert.Contains("  Written: Net.pt (TorchScript, with the weights that the constructor gives)", output);
        Assert.True(System.IO.File.Exists(File("Net.pt")));
        Assert.False(System.IO.File.Exists(File("Net.onnx")));
    }

    /// <summary>Arguments are found by the names of the parameters, which a version of TorchSharp may lack or call otherwise.</summary>
    [Fact]
    public void NamesWhatAVersionOfTorchSharpLacks()
    {
        if (OperatingSystem.IsWindows()) return;
        Before("return x.sin().softmax(-1);", Contract);
        var other = Path.Combine(Folder.Folder("other"), "TorchSharp.dll");
        using (var assembly = ModuleDefinition.ReadModule(TestCompilation.TorchPath, new ReaderParameters { InMemory = true }))
        {
            var softmax = assembly.GetTypes().SelectMany(t => t.Methods).Single(m => m.IsPInvokeImpl && m.Name == "THSSpecial_softmax");
            softmax.Parameters.Single(p => p.Name == "dim").Name = "along";
            assembly.Write(other);
        }

        // Models run on what was referenced where its native libraries stand beside it.
        foreach (var library in Libtorch.Files())
            System.IO.File.CreateSymbolicLink(Path.Combine(File("other"), Path.GetFileName(library)), library);

        var (exit, output, error) = Run("export", "--reference", other);

        Assert.True(exit == 1, output + error);
        Assert.Contains("Not exported: Net.cs(21): softmax: this version of TorchSharp has no argument dim.", output);
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData("torchscript")]
    public void RefusesALayerByTheNameThatItHasInTheCode(string format)
    {
        Before(
            "return a.call((x > 0).to(torch.int64));", Contract, "private readonly Embedding a = Embedding(2, 3, max_norm: 1);");

        var (exit, output, _) = Run("export", "--format", format);

        Assert.Equal(1, exit);
        Assert.Contains("  Not exported: Net.cs(21): Embedding: max_norm changes its weights in forward.", output);
    }

    [Fact]
    public void ExportsTheModelAsMigrated()
    {
        Before("var y = x.clone();\ny[0] = torch.tensor(0f);\nreturn y.squeeze(1);", "float32[N, 1, 6]");
        var source = Folder.Read("Net.cs");

        var (exit, output, _) = Run("export", "--fix");

        Assert.Equal(0, exit);
        Assert.Contains("Gather", output);
        Assert.Equal(source, Folder.Read("Net.cs"));
    }

    [Fact]
    public void SaysWhichTargetsDoNotTakeWhat()
    {
        Before(
            "var y = x * 2;\nreturn functional.layer_norm(y, new long[] { 6 }, weight, null);",
            Contract,
            "private readonly Parameter weight = new(torch.ones(6));");

        var (_, output, _) = Run("export", "--target", "tensorrt-8.5,tensorrt-8.6");

        Assert.Contains("  refused by tensorrt-8.5: LayerNormalization 1 (Net.cs(22))", output);
    }

    [Fact]
    public void WritesNothingWhereARunDisagrees()
    {
        // Elements are copied from where others were just written to: what comes of that, libtorch leaves open.
        Before("var y = x * 1;\ny.narrow(2, 1, 5).copy_(y.narrow(2, 0, 5));\nreturn y;", Contract);

        var (exit, output, _) = Run("export");

        Assert.Equal(4, exit);
        Assert.Contains("Not exported: output differs from TorchSharp's by", output);
        Assert.False(System.IO.File.Exists(File("Net.onnx")));
    }

    [Fact]
    public void RefusesWhatDependsOnTheDataWithItsLine()
    {
        Before("if (x.sum().item<float>() > 0) return x;\nreturn x * 2;", Contract);

        var (exit, output, _) = Run("export");

        Assert.Equal(1, exit);
        Assert.Contains("Not exported: Net.cs(21): item or data reads a number of a tensor that depends on an input", output);
        Assert.False(System.IO.File.Exists(File("Net.onnx")));
    }

    [Fact]
    public void TakesTheShapesThatAreGiven()
    {
        Folder.Write("Net.cs", ForwardSource.Of("return x.view(x.shape[0], -1);"));

        Assert.Equal(1, Run("export").Exit);
        var (exit, output, _) = Run("export", "--inputs", "x=float32[B, 4, 6]");

        Assert.Equal(0, exit);
        Assert.Contains("  output  output: float32[B, 24]", output);
    }

    [Theory]
    [InlineData("y=float32[2]", "no model that is exported has an input y")]
    [InlineData("x", "x is no shape of an input")]
    [InlineData("x=[a", "x=[a is no shape of an input")]
    public void RefusesShapesOfNothing(string given, string problem)
    {
        Before("return x;", Contract);

        var (exit, _, error) = Run("export", "--inputs", given);

        Assert.Equal(2, exit);
        Assert.Contains(problem, error);
    }

    [Fact]
    public void TakesTheWeightsOfAFile()
    {
        // The first export makes the file, and leaves the constructor other weights.
        Before(
            "return a.call(x);",
            Contract,
            "private readonly Linear a = Linear(6, 3);",
            $"""
            foreach (var p in a.parameters()) using (torch.no_grad()) p.fill_(0.25f);
            RegisterComponents();
            save(@"{File("net.dat")}");
            foreach (var p in a.parameters()) using (torch.no_grad()) p.fill_(0.5f);
            """);
        Assert.Equal(0, Run("export", "--output", "without.onnx").Exit);
        Folder.Write("Net.cs", Folder.Read("Net.cs").Replace("save(", "// save("));

        var (exit, output, _) = Run("export", "--output", "with.onnx", "--weights", "net.dat");

        Assert.True(exit == 0, output);
        Assert.Contains(Bytes(0.25f), BitConverter.ToString(System.IO.File.ReadAllBytes(File("with.onnx"))));
        Assert.DoesNotContain(Bytes(0.25f), BitConverter.ToString(System.IO.File.ReadAllBytes(File("without.onnx"))));
    }

    [Fact]
    public void NamesTheWeightsThatAreNotThere()
    {
        Before("return a.call(x);", Contract, "private readonly Linear a = Linear(6, 3);");

        var (exit, _, error) = Run("export", "--weights", "missing.dat");

        Assert.Equal(2, exit);
        Assert.Contains("missing.dat: there is no such file", error);
    }

    [Theory]
    [InlineData("--opset", "10")]
    [InlineData("--opset", "21")]
    [InlineData("--opset", "x")]
    public void RefusesOpsetsThatAreNotWritten(params string[] arguments)
    {
        var (exit, _, error) = Run(["export", .. arguments]);

        Assert.Equal(2, exit);
        Assert.Contains("--opset", error);
    }

    [Fact]
    public void RefusesAModelThatReturnsNoTensor()
    {
        Folder.Write("Net.cs", ForwardSource.Of("return x;", Contract)
            .Replace("Module<Tensor, Tensor>", "Module")
            .Replace("public override Tensor forward", "public int forward")
            .Replace("return x;", "return 1;"));

        var (exit, output, _) = Run("export");

        Assert.Equal(1, exit);
        Assert.Contains("Not exported: forward returns no tensor", output);
    }

    [Fact]
    public void NamesTheModelThatIsNotThere()
    {
        Before("return x;", Contract);

        var (exit, _, error) = Run("export", "Nat");

        Assert.Equal(3, exit);
        Assert.Contains("Nat: there is no model of that name", error);
    }

    [Fact]
    public void SaysThatWhatItWritesIsAFolderWhereItsNameHasNoExtension()
    {
        Before("return x.sin();", Contract);

        Assert.Equal(0, Run("export", "--output", "models").Exit);
        Assert.True(System.IO.File.Exists(Path.Combine(File("models"), "Net.onnx")));
    }
}
