using System.Text.Json;
using ModelFix.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

/// <summary>What PyTorch computes for a model in eval mode, with weights and inputs from <see cref="Filling"/>.</summary>
public static class Golden
{
    private const double Tolerance = 1e-4;

    /// <summary>Requires the golden's state, output shapes and values, these to within 1e-4 of the largest one, of a filled model in eval mode.</summary>
    public static void AssertMatches(string path, nn.Module model, Tensor[] inputs)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(
            golden.RootElement.GetProperty("state").EnumerateArray().Select(e => e.GetString()).Order(StringComparer.Ordinal),
            model.state_dict().Select(e => $"{e.Key} [{string.Join(", ", e.Value.shape)}]").Order(StringComparer.Ordinal));

        var outputs = Forward(model, inputs);
        var expected = golden.RootElement.GetProperty("outputs").EnumerateArray().ToList();
        Assert.Equal(expected.Count, outputs.Count);
        foreach (var (entry, output) in expected.Zip(outputs))
        {
            Assert.Equal(entry.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), output.shape);
            var values = output.reshape(-1).to(ScalarType.Float64).data<double>().ToArray();
            var (step, wanted) = (entry.GetProperty("step").GetInt32(), entry.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()).ToArray());
            var scale = wanted.Max(Math.Abs);
            for (var i = 0; i < wanted.Length; i++) Assert.InRange(values[i * step], wanted[i] - Tolerance * scale, wanted[i] + Tolerance * scale);
        }
    }

    private static IReadOnlyList<Tensor> Forward(nn.Module model, Tensor[] inputs)
    {
        using var _ = torch.no_grad();
        return Execution.Call(model, "forward", [.. inputs]) switch
        {
            Tensor one => [one],
            ValueTuple<Tensor, Tensor> two => [two.Item1, two.Item2],
            var other => throw new InvalidOperationException($"forward returned {other}"),
        };
    }
}
