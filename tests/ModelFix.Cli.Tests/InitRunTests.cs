using System.Text.Json;
using ModelFix.Cli.Tests.Reports;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix init --run</c> takes the shapes that a real program calls its models with, and says what it did not see.</summary>
[Collection("verify")]
public sealed class InitRunTests : IClassFixture<RunnableProgram>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunnableProgram _program;

    public InitRunTests(RunnableProgram program)
    {
        _program = program;
        _folder.Write("lib/Models.cs", RunnableProgram.Library);
        _folder.Write("lib/lib.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        _folder.Write("app/Program.cs", RunnableProgram.Program);
        _folder.Write(
            "app/app.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup><ProjectReference Include=\"../lib/lib.csproj\" /></ItemGroup></Project>");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sizes_that_varied_have_names_and_others_are_numbers()
    {
        var init = Init("call");

        Assert.Equal(0, init.Exit);
        Assert.Equal(
            """
            {
              "$schema": "https://raw.githubusercontent.com/modelfix/modelfix/main/modelfix.schema.json",
              "roots": [
                "Net"
              ],
              "models": {
                "Net": {
                  "inputs": {
                    "image": "float32[N, 3, 32, 48]"
                  },
                  "bindings": { "N": 1 }
                }
              }
            }

            """,
            _folder.Read("app/modelfix.json"));
        Assert.Contains("  image: float32[N, 3, 32, 48], called 2 times; N: 1, 16", init.Output);
        Assert.Contains("Sizes that were the same in every call are written as numbers, but for the batch", init.Output);
        Assert.Contains("Next: complete the inputs that were left out; then modelfix check.", init.Output);
        Assert.Contains("got call", init.Error);
        AssertAccepted();
    }

    [Fact]
    public void Forward_is_seen_where_it_is_called_by_itself_and_the_batch_is_never_a_number()
    {
        var init = Init("forward");
        Assert.Equal("float32[N, 3, H, 48]", Inputs("Net")["image"]);
        Assert.Contains("called 3 times; N: 2; H: 32, 64", init.Output);
        Assert.Equal(new() { ["N"] = 2, ["H"] = 32 }, Bindings("Net"));
    }

    [Fact]
    public void A_single_image_has_no_batch()
    {
        Assert.Contains("called once", Init("single").Output);
        Assert.Equal("float32[3, 32, 48]", Inputs("Net")["image"]);
        Assert.False(Json().TryGetProperty("batched", out _));
        AssertAccepted();
    }

    [Fact]
    public void Models_of_a_library_are_seen_and_sizes_that_vary_together_have_one_name()
    {
        var init = InitAll("both");
        Assert.Equal("float32[N, 3, 9, 9]", Inputs("Net")["image"]);
        Assert.Equal(["float32[N, 3, 8, 8]", "float32[N, 3, 8, 8]"], Inputs("Lib.Pair", "lib").Values);
        Assert.DoesNotContain("have names of their own", init.Output);
        Assert.Contains("  left: float32[N, 3, 8, 8], called 2 times; N: 2, 4", init.Output);
    }

    [Fact]
    public void Batches_of_one_say_nothing_of_each_other()
    {
        Assert.Contains("have names of their own", InitAll("pair").Output);
        Assert.Equal(["float32[N, 3, 8, 8]", "float32[N2, 3, 8, 8]"], Inputs("Lib.Pair", "lib").Values);
    }

    [Fact]
    public void A_generic_model_in_another_class_is_one_model()
    {
        Assert.Contains("  x: float32[2], called 2 times", InitAll("generic").Output);
        Assert.Equal("float32[2]", Inputs("Lib.Outer+Generic`1", "lib")["x"]);
    }

    [Fact]
    public void What_was_not_called_keeps_what_its_layers_demand()
    {
        var init = InitAll("pair");
        Assert.Equal("[N, 3, H, W]", Inputs("Net")["image"]);
        Assert.Contains("Net (app/Program.cs, line 9)\n  The program did not call it: this is what its layers demand.", init.Output);
        Assert.Contains("Next: complete the inputs, and write \"bindings\"", init.Output);
    }

    [Theory]
    [InlineData(new[] { "tokens" }, "tokens", "mask: was null in 1 of 2 calls; write a shape where it never is")]
    [InlineData(new[] { "tokens", "mask" }, "tokens mask", "mask: float32[N, T], called 2 times; N: 2; T: 5, 7")]
    public void What_is_sometimes_null_is_left_out(string[] arguments, string inputs, string said)
    {
        var init = InitAll(arguments);
        Assert.Contains($"  {said}", init.Output);
        Assert.Equal(inputs.Split(' '), Inputs("Lib.Tokens", "lib").Keys);
        Assert.Equal("int64[N, T]", Inputs("Lib.Tokens", "lib")["tokens"]);
    }

    [Fact]
    public void What_cannot_be_seen_or_written_is_named()
    {
        var init = InitAll("others");
        Assert.Equal(["x"], Inputs("Lib.Tuples", "lib").Keys);
        Assert.Contains("  both: is a (Tensor, Tensor), which has no shape", init.Output);
        Assert.Contains("  x: was called with float32[2, 4], and [N, 3] is what the code states", init.Output);
        Assert.Empty(Inputs("Lib.Stated", "lib"));
        Assert.Contains("Calls of its forward, which overrides none of TorchSharp's, are not seen", init.Output);
    }

    [Fact]
    public void A_program_that_fails_is_reported_and_calls_that_threw_do_not_count()
    {
        var init = Init("fail");
        Assert.Equal(3, init.Exit);
        Assert.Contains("it ended with exit code 7. What it called before that is taken", init.Error);
        Assert.Contains("called once; N: 1", init.Output);
        Assert.Equal("float32[N, 3, 32, 48]", Inputs("Net")["image"]);
    }

    [Fact]
    public void Where_no_model_is_called_nothing_is_written()
    {
        var init = Init("nothing");
        Assert.Equal(3, init.Exit);
        Assert.Contains("no call of Net was seen, and nothing was written. Name a .NET program that calls one of them", init.Error);
        Assert.False(File.Exists(FileOf("app")));
    }

    [Fact]
    public void Where_all_models_are_there_nothing_is_run()
    {
        const string Own = "{ \"models\": { \"Net\": {} } }";
        _folder.Write("app/modelfix.json", Own);
        var init = Init("call");
        Assert.Contains("is not run: take out of modelfix.json the models whose shapes it is to show", init.Error);
        Assert.DoesNotContain("got call", init.Error);
        Assert.Equal(Own, _folder.Read("app/modelfix.json"));
    }

    [Fact]
    public void Merging_adds_what_was_seen()
    {
        _folder.Write("app/modelfix.json", "{ \"exclude\": [] }");
        Assert.Equal(0, ToolRun.In(_folder.Path, "init", "app", "--merge", "--run", "dotnet", _program.Built, "call").Exit);
        Assert.Equal("float32[N, 3, 32, 48]", Inputs("Net")["image"]);
        Assert.Equal(new() { ["N"] = 1 }, Bindings("Net"));
    }

    [Fact]
    public void Verify_runs_what_was_written()
    {
        InitAll("both");
        var verify = ToolRun.In(_folder.Path, "verify", "app", "lib");
        Assert.Contains("Net", verify.Output);
        Assert.True(verify.Exit is 0 or 1, verify.Output + verify.Error);
        Assert.DoesNotContain("Net: not verified", verify.Output);
        Assert.DoesNotContain("Lib.Pair: not verified", verify.Output);
    }

    [Fact]
    public void Arguments_are_the_programs_own()
    {
        var init = Init("call", "--merge", "two words", "--", "--run");
        Assert.Contains("got call|--merge|two words|--|--run", init.Error);
    }

    [Fact]
    public void A_project_is_run_by_the_dotnet_command()
    {
        var init = ToolRun.In(_program.Folder, "init", "app/app.csproj", "--run", "dotnet", "run", "--project", "app", "--", "call");
        File.Delete(Path.Combine(_program.Folder, "app", "modelfix.json"));
        Assert.True(init.Exit == 0, init.Error);
        Assert.Contains("image: float32[N, 3, 32, 48], called 2 times", init.Output);
    }

    /// <summary>As on Windows, whose hosts look for TorchSharp beside the program and nowhere else.</summary>
    [Theory]
    [InlineData("call", 0, "called 2 times; N: 1, 16")]
    [InlineData("fail", 3, "called once; N: 1")]
    public void Where_the_host_takes_no_other_TorchSharp_the_hook_does(string argument, int exit, string said)
    {
        if (OperatingSystem.IsWindows()) return;
        string[] asOnWindows = ["env", "-u", "CORE_SERVICING", "-u", "DOTNET_ADDITIONAL_DEPS", "dotnet"];
        var init = ToolRun.In(_folder.Path, ["init", "app", "--run", .. asOnWindows, _program.Built, argument]);
        Assert.True(init.Exit == exit, init.Error);
        Assert.Contains(said, init.Output);
        Assert.Contains($"got {argument}\n", init.Error);
    }

    [Fact]
    public void On_another_TorchSharp_than_its_own_no_program_runs()
    {
        var folder = Path.Combine(_folder.Path, "other");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_program.Built)!))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.AppendAllText(Path.Combine(folder, "TorchSharp.dll"), "another");
        var init = ToolRun.In(_folder.Path, "init", "app", "--run", "dotnet", Path.Combine(folder, "app.dll"), "call");
        Assert.Equal(3, init.Exit);
        Assert.Contains("is another TorchSharp than the models are compiled against; name the project", init.Error);
        Assert.DoesNotContain("got call", init.Error);
        Assert.False(File.Exists(FileOf("app")));
    }

    [Fact]
    public void A_program_that_is_not_there_is_wrong_usage()
    {
        var init = ToolRun.In(_folder.Path, "init", "app", "--run", "no-such-program 1");
        Assert.Equal(2, init.Exit);
        Assert.Contains("no-such-program 1: the program does not start", init.Error);
        Assert.Equal(2, ToolRun.In(_folder.Path, "init", "--run").Exit);
        Assert.Equal(2, ToolRun.In(_folder.Path, "init", "--run", "--").Exit);
        Assert.Equal(2, ToolRun.In(_folder.Path, "check", "--run", "dotnet").Exit);
    }

    [Fact]
    public async Task Stopping_ends_the_program_and_writes_nothing()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var started = Path.Combine(_folder.Path, "started");
        var run = Task.Run(() => new Tool(output, error, _folder.Path)
            .Run(["init", "app", "--run", "dotnet", _program.Built, "wait", started], stop.Token));
        while (!File.Exists(started) && !run.IsCompleted) await Task.Delay(50);
        await stop.CancelAsync();
        Assert.Equal(130, await run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("stopped; nothing was written", error.ToString());
        Assert.False(File.Exists(FileOf("app")));
    }

    /// <summary>Of the program's own model alone.</summary>
    private (int Exit, string Output, string Error) Init(params string[] arguments) => Init(arguments, "app");

    /// <summary>Of all models.</summary>
    private (int Exit, string Output, string Error) InitAll(params string[] arguments) => Init(arguments, "app", "lib");

    private (int Exit, string Output, string Error) Init(string[] arguments, params string[] paths) =>
        ToolRun.In(_folder.Path, ["init", .. paths, "--run", "dotnet", _program.Built, .. arguments]);

    private string FileOf(string project) => Path.Combine(_folder.Path, project, "modelfix.json");

    private JsonElement Json(string project = "app") => JsonDocument.Parse(File.ReadAllText(FileOf(project))).RootElement;

    private JsonElement Model(string model, string project) => Json(project).GetProperty("models").GetProperty(model);

    private Dictionary<string, string> Inputs(string model, string project = "app") =>
        Model(model, project).GetProperty("inputs").EnumerateObject().ToDictionary(i => i.Name, i => i.Value.GetString()!);

    private Dictionary<string, long> Bindings(string model) =>
        Model(model, "app").GetProperty("bindings").EnumerateObject().ToDictionary(i => i.Name, i => i.Value.GetInt64());

    private void AssertAccepted()
    {
        Schema.OfSettings.Valid(_folder.Read("app/modelfix.json"));
        var check = ToolRun.In(_folder.Path, "check");
        Assert.True(check.Exit is 0 or 1, check.Error);
    }
}
