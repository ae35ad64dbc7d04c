using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelFix.Torch.Tests.Tensors;

/// <summary>Every expression of the goldens gives what real PyTorch gave: values, dtype, shape, strides of views, and an error where PyTorch has one.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Topics => [.. Golden.Topics];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Equals_PyTorch(string topic)
    {
        var goldens = Golden.Of(topic).ToList();
        var failures = goldens.Select(Failure).OfType<string>().ToList();

        Assert.NotEmpty(goldens);
        Assert.True(failures.Count == 0, $"{failures.Count} of {goldens.Count} differ:\n" + string.Join("\n", failures.Take(60)));
    }

    [Fact]
    public void Every_expression_has_a_golden()
    {
        var used = Golden.Topics.SelectMany(Golden.Of).Select(static golden => golden.Expression).ToHashSet();

        Assert.Equal(TensorExpressions.All.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    private static string? Failure(Golden golden)
    {
        var inputs = golden.Inputs.Select(Golden.Read).Concat(Enumerable.Repeat<torch.Tensor>(null!, 3)).Take(3).ToArray();
        try
        {
            var outputs = Flatten(TensorExpressions.All[golden.Expression](inputs[0], inputs[1], inputs[2])).ToArray();
            if (golden.Outputs is null) return $"{golden}: PyTorch refuses this";
            if (outputs.Length != golden.Outputs.Length) return $"{golden}: {outputs.Length} outputs, expected {golden.Outputs.Length}";
            return outputs.Zip(golden.Outputs, (actual, expected) => golden.Difference(expected, actual, inputs))
                .OfType<string>().Select(difference => $"{golden}: {difference}").FirstOrDefault();
        }
        catch (Exception refusal) when (refusal is ExternalException or ArgumentException or NotSupportedException or IndexOutOfRangeException)
        {
            return golden.Outputs is null ? null : $"{golden}: {refusal.Message}";
        }
        catch (Exception crash)
        {
            return $"{golden}: {crash}";
        }
    }

    private static IEnumerable<object> Flatten(object result) => result switch
    {
        IEnumerable<torch.Tensor> tensors => tensors,
        ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]!),
        _ => [result],
    };
}
