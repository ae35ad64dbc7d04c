using Microsoft.CodeAnalysis;
using Xunit;

namespace ModelFix.Testing;

/// <summary>
/// Runs the module of a test source before and after its fixes on the same inputs: outputs are compared bit by bit, gradients up to
/// rounding.
/// </summary>
internal static class RuleNumbers
{
    /// <summary>A gradient is a sum over many elements, and rounds by their order: by this part of the largest.</summary>
    private const double GradientBound = 2e-6;

    /// <param name="run">The fixed source, whose module is called Net.</param>
    /// <param name="inputs">Inputs of forward; each is given as a copy, since some modules write into them.</param>
    public static void AssertBitExact(RuleRun run, IEnumerable<TorchSharp.torch.Tensor> inputs) => AssertWithin(0, run, inputs);

    /// <summary>As above, where outputs may differ by a part of the largest; NaN and infinities are the same.</summary>
    public static void AssertWithin(double bound, RuleRun run, IEnumerable<TorchSharp.torch.Tensor> inputs)
    {
        TorchSharp.torch.manual_seed(3);
        var before = Model(run.Before);
        var after = Model(run.After);
        after.load_state_dict(before.state_dict());
        foreach (var input in inputs)
        {
            AssertSame(Forward(before, input), Forward(after, input), bound);
            if (!input.is_floating_point()) continue;
            var (expected, actual) = (TensorNumbers.Gradients(before, input), TensorNumbers.Gradients(after, input));
            Assert.True(expected.Count == 0 || expected.Count == actual.Count, "the gradients of the form after are missing");
            for (var i = 0; i < expected.Count; i++) AssertSame(expected[i], actual[i], Math.Max(bound, GradientBound));
        }
    }

    private static void AssertSame(TorchSharp.torch.Tensor expected, TorchSharp.torch.Tensor actual, double bound)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        var (were, are) = (expected.Elements(), actual.Elements());
        if (bound == 0) Assert.Equal(were.Select(BitConverter.DoubleToInt64Bits), are.Select(BitConverter.DoubleToInt64Bits));
        var largest = were.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < were.Length; i++)
            Assert.True(
                were[i].Equals(are[i]) || were[i] == are[i] || Math.Abs(were[i] - are[i]) <= bound * largest,
                $"element {i}: {were[i]:R} before, {are[i]:R} after");
    }

    private static TorchSharp.torch.nn.Module Model(Compilation compilation)
    {
        var model = (TorchSharp.torch.nn.Module)Execution.Create(compilation, "Net");
        model.eval();
        return model;
    }

    private static TorchSharp.torch.Tensor Forward(object model, TorchSharp.torch.Tensor input) =>
        (TorchSharp.torch.Tensor)Execution.Call(model, "forward", input.clone())!;
}
