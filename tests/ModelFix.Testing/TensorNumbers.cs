using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelFix.Testing;

/// <summary>Reads tensors as plain numbers.</summary>
public static class TensorNumbers
{
    /// <summary>The elements in the order of the dims. TorchSharp has no data to give of an empty tensor, and throws.</summary>
    public static double[] Elements(this torch.Tensor tensor) => tensor.numel() == 0
        ? []
        : tensor.detach().to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();

    /// <summary>
    /// The gradients of a weighted sum of a module's outputs, by its input and then by each parameter that has one; none where the module
    /// cannot be trained as it is written, because it writes into what backward needs. Forward is given a copy, so that it may write into
    /// that.
    /// </summary>
    public static IReadOnlyList<torch.Tensor> Gradients(torch.nn.Module module, torch.Tensor input)
    {
        module.zero_grad();
        var leaf = input.clone().requires_grad_(true);
        var output = (torch.Tensor)Execution.Call(module, "forward", leaf.clone())!;
        if (!output.requires_grad) return [];
        try
        {
            (output.flatten() * torch.arange(output.numel(), dtype: output.dtype).cos()).sum().backward();
        }
        catch (ExternalException e) when (e.Message.Contains("modified by an inplace operation", StringComparison.Ordinal))
        {
            return [];
        }

        return [.. module.parameters().Prepend(leaf).Select(p => p.grad!).Where(g => g is not null)];
    }
}
