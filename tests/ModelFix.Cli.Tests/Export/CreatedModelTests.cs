using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Models that an expression makes, because their constructors take more than numbers, or only a factory makes them.</summary>
public sealed class CreatedModelTests : VerifyRuns
{
    private const string Inputs = "x=float32[N, 4]";

    /// <summary>A model in a namespace whose file alone uses another one.</summary>
    private void Write(string configuration = "")
    {
        Folder.Write("Layers.cs", """
            using static TorchSharp.torch;

            namespace App.Layers
            {
                public sealed record Options(long[] Sizes, Device Device);
            }
            """);
        Folder.Write("Net.cs", ForwardSource.Usings + """

            namespace App
            {
                using Layers;

                public class Net : Module<Tensor, Tensor>
                {
                    private readonly Module<Tensor, Tensor> net;

                    private Net(Options options) : base("Net")
                    {
                        net = Sequential(options.Sizes.Zip(options.Sizes.Skip(1), (from, to) => Linear(from, to)));
                        RegisterComponents();
                    }

                    public static Module<Tensor, Tensor> Made(Options options) => new Net(options);

                    public static Module<Tensor, Tensor> Other() => Linear(4, 4);

                    public override Tensor forward(Tensor x) => net.call(x).squeeze(1);
                }
            }
            """);
        if (configuration.Length > 0) Folder.Write("modelfix.json", configuration);
        Commit();
    }

    [Fact]
    public void TheExpressionMakesTheModel()
    {
        Write();

        var without = Run("export", "--inputs", Inputs);
        Assert.Equal(1, without.Exit);
        Assert.Contains("its constructor needs options (App.Layers.Options)", without.Output);
        Assert.Contains("\"create\"", without.Output);

        var (exit, output, _) = Run(
            "export", "--inputs", Inputs, "--create", "Net.Made(new Options(new long[] { 4, 8, 3, 1 }, null))");

        Assert.True(exit == 0, output);
        Assert.Contains("nodes   4: Gemm 3, ", output);
    }

    [Theory]
    [InlineData("Net.Made()", "\"Net.Made()\" does not make it: CS7036")]
    [InlineData("Net.Made(", "\"Net.Made(\" does not make it: CS")]
    [InlineData("\"Net\"", "\"\"Net\"\" makes a string")]
    [InlineData("null", "\"null\" makes nothing that has a type")]
    [InlineData("Net.Made", "\"Net.Made\" ")]
    [InlineData("(Net)(object)null", "what \"create\" gives is null")]
    [InlineData("Net.Other()", "what \"create\" gives is a TorchSharp.Modules.Linear and no App.Net")]
    public void WhatMakesAnotherThingIsSaid(string expression, string problem)
    {
        Write();

        var (exit, output, _) = Run("export", "--inputs", Inputs, "--create", expression);

        Assert.Equal(1, exit);
        Assert.Contains("Not exported: ", output);
        Assert.Contains(problem, output);
    }

    [Fact]
    public void TheExpressionOfTheConfigurationIsTakenByAllCommandsThatRunModels()
    {
        Write("""
            {
              "models": {
                "App.Net": {
                  "create": "Net.Made(new Options(new long[] { 4, 1 }, null))",
                  "inputs": { "x": "float32[N, 4], N >= 2" }
                }
              }
            }
            """);

        Folder.Write("Second.cs", ForwardSource.Of("return x;", "float32[N, 4]").Replace("Net", "Second", StringComparison.Ordinal));
        var export = Run("export");
        Assert.True(export.Exit == 0, export.Output + export.Error);
        Assert.Contains("Not exported, because modelfix.json names other models: Second.", export.Error);
        System.IO.File.Delete(Path.Combine(Folder.Path, "Second.cs"));

        var shapes = Run("shapes", "--observed");
        Assert.True(shapes.Exit == 0, shapes.Output + shapes.Error);
        Assert.Contains("(recorded float32[N])", shapes.Output);

        var verify = Run("verify", "--assume", "--no-export");
        Assert.True(verify.Exit == 0, verify.Output + verify.Error);
        Assert.Contains("App.Net: equal", verify.Output);
    }

    [Fact]
    public void OneExpressionMakesOneModel()
    {
        Write();
        Folder.Write("Second.cs", ForwardSource.Of("return x;", "float32[N, 4]").Replace("Net", "Second", StringComparison.Ordinal));

        var (exit, _, error) = Run("export", "--inputs", Inputs, "--create", "Net.Other()");

        Assert.Equal(2, exit);
        Assert.Contains("--create: it makes one model, and there are 2 to export. Name the model", error);
    }
}
