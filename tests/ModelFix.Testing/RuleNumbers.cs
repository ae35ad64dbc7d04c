using Microsoft.CodeAnalysis;
using Xunit;

namespace ModelFix.Testing;

/// <summary>Runs the module of a test source before and after its fixes on the same inputs and compares bit by bit.</summary>
internal static class RuleNumbers
{
    /// <param name="run">The fixed source, whose module is called Net.</param>
    /// <param name="inputs">Inputs of forward; each is given as a copy, since some modules write into them.</param>
    public static void AssertBitExact(RuleRun run, IEnumerable<TorchSharp.torch.Tensor> inputs)
    {
        TorchSharp.torch.manual_seed(3);
        var before = Model(run.Before);
        var after = Model(run.After);
        after.load_state_dict(before.state_dict());
        foreach (var input in inputs)
        {
            var (expected, actual) = (Forward(before, input), Forward(after, input));
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(expected.dtype, actual.dtype);
            Assert.Equal(Bits(expected), Bits(actual));
        }
    }

    private static TorchSharp.torch.nn.Module Model(Compilation compilation)
    {
        var model = (TorchSharp.torch.nn.Module)Execution.Create(compilation, "Net");
        model.eval();
        return model;
    }

    private static TorchSharp.torch.Tensor Forward(object model, TorchSharp.torch.Tensor input) =>
        (TorchSharp.torch.Tensor)Execution.Call(model, "forward", input.clone())!;

    private static double[] Bits(TorchSharp.torch.Tensor tensor) => tensor.to(TorchSharp.torch.ScalarType.Float64).data<double>().ToArray();
}
