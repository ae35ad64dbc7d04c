using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Models that take tuples, arrays and lists of tensors are exported, verified and observed.</summary>
public sealed class ListInputTests : VerifyRuns
{
    [Theory]
    [InlineData("(Tensor, Tensor)", "x.Item1 + x.Item2", "x.Item1", "x.Item2")]
    [InlineData("(Tensor left, Tensor right)?", "x!.Value.left + x.Value.right", "x.Item1", "x.Item2")]
    [InlineData("Tensor[]", "x[0] + x[1]", "x.0", "x.1")]
    [InlineData("List<Tensor>", "x[0] + x[1]", "x.0", "x.1")]
    [InlineData("IList<Tensor>", "x[0] + x[1]", "x.0", "x.1")]
    [InlineData("IReadOnlyList<Tensor>", "x[0] + x[1]", "x.0", "x.1")]
    [InlineData("IEnumerable<Tensor>", "x.First() + x.Last()", "x.0", "x.1")]
    public void Each_element_is_an_input(string type, string value, string first, string second)
    {
        Write(type, value, "(float32[N, 4], float32[N, 1])");

        var (exit, output, _) = Run("export");

        Assert.Equal(0, exit);
        Assert.Contains($"  input   {first}: float32[N, 4]\n  input   {second}: float32[N, 1]\n", output.Replace("\r\n", "\n"));
        Assert.Contains("  Written: Net.onnx", output);
    }

    [Fact]
    public void A_long_tuple_is_one_too()
    {
        Write(
            "(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)",
            "x.Item1 + x.Item8 * x.Item9",
            $"({string.Join(", ", Enumerable.Repeat("[N, 4]", 9))})");

        var (exit, output, _) = Run("export");

        Assert.Equal(0, exit);
        Assert.Contains("  input   x.Item9: float32[N, 4]", output);
    }

    [Fact]
    public void TorchScript_takes_the_tensors_one_by_one()
    {
        Write("(Tensor, Tensor)", "x.Item1 + x.Item2", "([N, 4], [N, 1])");

        var (exit, output, _) = Run("export", "--format", "torchscript");

        Assert.Equal(0, exit);
        Assert.Contains("  input   x_Item1: float32[N, 4]", output);
    }

    [Theory]
    [InlineData("(Tensor, Tensor)", "x.Item1 + x.Item2")]
    [InlineData("List<Tensor>", "x[0] + x[1]")]
    public void The_shapes_may_be_given(string type, string value)
    {
        Write(type, value, null);

        Assert.Equal(1, Run("export").Exit);
        var (exit, output, _) = Run("export", "--inputs", "x=(float32[B, 4], [B, 1])");

        Assert.Equal(0, exit);
        Assert.Contains("  output  output: float32[B, 4]", output);
    }

    [Theory]
    [InlineData("Tensor[]", "x[0]", null, null, "the shapes in x, a Tensor[], are not known: state them in the doc comment of forward "
        + "(<param name=\"x\">([N, 64, 32, 32], [N, 64, 32, 32])</param>) or under models/Net/inputs in modelfix.json")]
    [InlineData("Tensor[]", "x[0]", "[N, 3]", null, "[N, 3] is no contract of x, which is a Tensor[]: write it as in ([N, 64")]
    [InlineData("Tensor", "x", "([N, 3], [N, 4])", null, "([N, 3], [N, 4]) is no contract of x, which is a Tensor: write it as in [N, 3")]
    [InlineData("(Tensor, Tensor)", "x.Item1", "([N], [N], [N])", null, "([N], [N], [N]) is no contract of x, which is a (Tensor, Tensor)")]
    [InlineData("(Tensor, Tensor)", "x.Item1", "([N], [N])", "x=([N, 3])", "([N, 3]) is no contract of x, which is a (Tensor, Tensor)")]
    [InlineData("Tensor[]?", "x![0]", "([N, 3], [N, 4])", "x=[N, 3]", "[N, 3] is no contract of x, which is a Tensor[]")]
    [InlineData("(Tensor, int)", "x.Item1", "([N, 3], [N, 4])", null, "and only tensors can be made up, and tuples and lists of them")]
    public void What_does_not_fit_is_said(string type, string value, string? contract, string? given, string obstacle)
    {
        Write(type, value, contract);

        var (exit, output, _) = given is null ? Run("export") : Run("export", "--inputs", given);

        Assert.Equal(1, exit);
        Assert.Contains(obstacle, output);
    }

    [Fact]
    public void One_with_a_default_of_which_nothing_is_said_is_left_out()
    {
        Folder.Write("Net.cs", ForwardSource.Class("return x;", "[N, 4]")
            .Insert(0, ForwardSource.Usings)
            .Replace("Module<Tensor, Tensor>", "Module")
            .Replace("override Tensor forward(Tensor x)", "Tensor forward(Tensor x, Tensor[]? more = null)"));

        var (exit, output, _) = Run("export");

        Assert.Equal(0, exit);
        Assert.Contains("more is none of the inputs: forward gives it a default, and no contract says its shape", output);
    }

    [Theory]
    [InlineData("(Tensor, Tensor)", "var (a, b) = x; return a * b.squeeze(1) + x.Item1.sum();")]
    [InlineData("List<Tensor>", "return x[0] * x[1].squeeze(1);")]
    public void Verify_compares_outputs_and_gradients(string type, string body)
    {
        Write(type, null, "([N, 4], [N, 1, 4])", body);
        Commit();

        var (exit, output, _) = Run("verify", "--no-export");

        Assert.Equal(0, exit);
        Assert.Contains("ok    outputs equal: every bit", output);
        Assert.Contains("ok    gradients equal: every bit", output);
    }

    [Fact]
    public void Verify_sees_another_gradient_of_an_element()
    {
        Write("(Tensor, Tensor)", "x.Item1 * x.Item2", "([N, 4], [N, 4])");
        Commit();
        Write("(Tensor, Tensor)", "x.Item1 * x.Item2.detach()", "([N, 4], [N, 4])");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("FAIL  gradients equal: gradient of input x.Item2 differs by ", output);
    }

    [Theory]
    [InlineData("(Tensor, Tensor)", "x.Item1 * x.Item2")]
    [InlineData("Tensor[]", "x[0] * x[1]")]
    public void Their_sizes_are_held_against_what_runs(string type, string value)
    {
        Write(type, null, "([N, 4], [N, 1])", $"var y = {value}; return y.sum(1);");

        var (exit, output, _) = Run("shapes", "--observed");

        Assert.Equal(0, exit);
        Assert.Contains("// y: [N, 4] (recorded float32[N, 4])", output);
    }

    private void Write(string type, string? value, string? contract, string? body = null) => Folder.Write(
        "Net.cs",
        ForwardSource.Usings + $$"""
        public class Net : Module
        {
            public Net() : base("Net") => RegisterComponents();

            /// <param name="x">{{contract}}</param>
            public Tensor forward({{type}} x)
            {
                {{body ?? $"return {value};"}}
            }
        }
        """);
}
